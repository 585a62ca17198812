"""Who somebody is: first greeting, invite links, shared phone numbers, their own data (CUS-4, CUS-5)."""

import re
from functools import partial

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers, invites, journal, merging_contacts
from desk.access import require
from desk.customers import Customer
from desk.events import Event
from desk.people import ROLE_NAMES, Person, Role, by_phone, keep_phone, present
from desk.phones import phone_number
from desk.roles import CONFIRM
from errors import BadInput
from handlers.chat import flows, talk_rows
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow
from handlers.chat.message import Message, Priority
from handlers.chat.questions import SKIP, Words
from handlers.chat.turn import Turn
from handlers.customers import accounts, privacy, staff_badge
from handlers.intake import greeting
from i18n import LANGUAGES, _, speaking
from i18n.joining import listed
from store import row_number

CODES = 3  # tries at a service code
_MY_PHONE = re.compile(
    r"\s{0,9}(?:(?:please|请|麻烦|帮我)\s?)?(?:(?:change|update|set|把|将)\s?)?(?:我们?的?|本人的?|my|our)\s?(?:new|新的?)?\s?(?:手机|电话|联系电话|(?:mobile|cell|phone|telephone)(?: phone)?)\s?"
    r"(?:号码?|number|no\.)?\s?(?:现在|已经?)?\s?(?:是|为|改成|换成|变成|改为|is now|has changed to|is|to|:|：)?\s?([+\d][\d\s()-]{6,24})[了。.!！\s]{0,4}",
    re.IGNORECASE,
)  # one question of the company has the same words: what its number is


async def start(turn: Turn, code: str) -> None:
    """/start, with the code of an invite link or without."""
    if code:
        turn.person = await invites.redeem(turn.session, code, turn.account, turn.now)
        turn.person.confirmed_at = turn.now
    with speaking(turn.person.language, turn.person.zone):
        await _welcome(turn)
        if code or not turn.account.menu:
            await accounts.ask_about_others(turn)


async def _welcome(turn: Turn) -> None:
    person = turn.person
    if person.is_staff:
        roles = listed(sorted(_(ROLE_NAMES[role]) for role in person.roles if role is not Role.CONTACT))
        turn.say(
            _(
                "Welcome, {name} ({roles}). Tickets for you will come here. /help shows what you can do."
            ).format(name=person.name, roles=roles)
        )
        if person.has(Role.ADMIN) and await turn.session.scalar(select(Customer.id).limit(1)) is None:
            turn.say(_first_steps())
        return
    customer = await customers.of(turn.session, person)
    if customer:
        turn.say(
            _("Welcome, {name} of {customer}! Just write what goes wrong, in your own words.").format(
                name=person.name, customer=customer.name
            ),
            title=await greeting.headline(turn),
        )
        return
    if turn.account.channel == "web":  # there no number can be shared
        text = _(
            "Welcome! Just write what goes wrong, in your own words. If you are on file with us, press below, and I know you from then on."
        )
        rows = [[button(_("🪪 I am a customer already"), "known_already", person.id)]]
        turn.say(text, rows, title=await greeting.headline(turn))
        return
    turn.say(
        _(
            "Welcome! Just write what goes wrong, in your own words. If you are a customer, share your number and I know you from then on."
        ),
        share_phone=_("📱 Share my number"),
        title=await greeting.headline(turn),
    )


def _first_steps() -> str:
    """For the administrator of a company with no customer on file yet."""
    return "\n".join(
        [
            _("There is no customer on file yet. What comes first:"),
            "• " + _("Products, on the command line: kefu products add"),
            "• " + _("Staff, roster, customers and problem base: send me your tables here, as CSV or XLSX."),
            "• " + _("I show what I have understood, and take nothing in before you say so."),
            "• " + _("/policies: the company's name, hours and time limits"),
        ]
    )


async def shared_phone(turn: Turn) -> bool:
    """A proven number on file says who they are, also inside a talk; any other is kept (CUS-4). False: a talk takes it."""
    asked = await talk_rows.floor(turn) is not None
    if asked and not turn.said.phone_proven:
        return False
    phone = phone_number(turn.said.phone)
    known = await _on_file(turn, phone) if turn.said.phone_proven else []
    keep_phone(turn.person, phone, proven=turn.said.phone_proven)
    if len(known) > 1:
        await flows.start(turn, which_contact)
    elif known:
        await _is(turn, known[0], quiet=asked)
        return not asked
    elif asked:
        return False
    else:
        turn.say(_("Thank you, I have kept your number {phone}.").format(phone=phone))
    return True


async def told_phone(turn: Turn) -> bool:
    """Their own number in words, "my phone number is …": kept as they say it (CUS-5). False: they say something else."""
    if turn.person.is_staff or turn.said.attachments or not (found := _MY_PHONE.fullmatch(turn.said.text)):
        return False
    try:
        phone = phone_number(found[1])
    except BadInput:
        return False
    keep_told(turn, phone)
    return True


def keep_told(turn: Turn, phone: str) -> None:
    keep_phone(turn.person, phone)
    turn.say(_("Thank you, I have kept your number {phone}.").format(phone=phone))


async def _on_file(turn: Turn, phone: str) -> list[Person]:
    """Whose number it is, besides the one who shares it. Staff come by invite only."""
    known = [each for each in await by_phone(turn.session, phone) if each.id != turn.person.id]
    return [each for each in known if invites.may_merge(turn.person, each)]


async def _is(turn: Turn, person: Person, *, quiet: bool = False) -> None:
    await invites.become(turn.session, turn.account, turn.person, person, turn.now)
    turn.person = person
    person.confirmed_at = turn.now
    if not quiet:
        await _welcome(turn)


@flow
async def which_contact(talk: Talk) -> None:
    """Several people are on file with one number: the service code tells which, else a colleague does (CUS-4)."""
    for attempt in range(CODES):
        code = await talk.ask(f"code{attempt}", _code(again=attempt > 0))
        if code == SKIP:
            break
        fits = await talk.once(f"fits{attempt}", partial(_with_code, talk, code))
        if len(fits) == 1:
            await talk.once("is", partial(found, talk, fits[0]))
            return
        if fits:
            break
    await talk.once("asked", partial(_ask_staff, talk))
    talk.say(
        _("A colleague will find out who you are and confirm it here. Until then I serve you all the same.")
    )


def _code(*, again: bool) -> Words:
    first = _("This number is on file for several people. What is your company's service code?")
    other = _("That is not the service code of any of them. Please look at it once more.")
    return Words(other if again else first, options=[(SKIP, _("I do not have it"))], longest=40)


async def _with_code(talk: Talk, code: str) -> list[int]:
    known = await _on_file(talk.turn, talk.person.phone)
    companies = {each.id: await customers.of(talk.turn.session, each) for each in known}
    written = code.strip().casefold()
    return [number for number, its in companies.items() if its and its.service_code.casefold() == written]


async def found(talk: Talk, number: int) -> None:
    await _is(talk.turn, await talk.turn.session.get_one(Person, number))
    talk.person = talk.turn.person


async def _ask_staff(talk: Talk) -> None:
    session, person = talk.turn.session, talk.person
    await journal.write(session, person, Event.PERSON_UNCLEAR, by=person.id, now=talk.turn.now)


async def who_is_it(session: AsyncSession, person: Person, viewer: Person) -> Message:
    """To staff: which of those on file with a number the one is who writes with it."""
    known = [each for each in await by_phone(session, person.phone) if invites.may_merge(person, each)]
    rows = [
        [button(f"👤 {await called(session, each)}", "confirm_contact", person.id, 0, each.id)]
        for each in known
        if each.id != person.id
    ]
    text = _(
        "{name} has shared {phone}, which is on file for several people. Please ask, then tap who it is."
    )
    return Message(
        viewer.id,
        text.format(name=person.name, phone=person.phone),
        title=_("🪪 Who is it?"),
        rows=[*rows, [button(_("✖ None of them"), "confirm_contact", person.id, 0, 0)]],
        card=f"who:{person.id}",
        priority=Priority.NOTICE,
    )


async def called(session: AsyncSession, person: Person) -> str:
    customer = await customers.of(session, person)
    return " · ".join(each for each in (person.name, customer.name if customer else "") if each)


@verb
async def confirm_contact(turn: Turn, number: int, version: int, extra: str) -> None:
    """Staff have found out who it is; once, and it stands in the journal (CUS-4)."""
    require(turn.person, *CONFIRM)
    came = await turn.session.get(Person, number)
    if came is None or came.merged_into_id or came.customer_id or came.phone_unproven or not came.phone:
        return turn.say(_("This has been dealt with already."))
    known = {each.id: each for each in await by_phone(turn.session, came.phone)}
    chosen = known.get(row_number(extra) or 0)
    if chosen is not None and (chosen is came or not invites.may_merge(came, chosen)):
        return turn.say(_("This has been dealt with already."))
    return await confirmed(turn, came, chosen)


async def confirmed(turn: Turn, came: Person, chosen: Person | None) -> None:
    name = await called(turn.session, chosen) if chosen else came.name
    if chosen is not None:
        await merging_contacts.merge(turn.session, came, chosen, turn.now, by=turn.person.id)
        chosen.confirmed_at = turn.now
    await journal.write(
        turn.session, chosen or came, Event.PERSON_CONFIRMED, by=turn.person.id, now=turn.now,
        number=came.id, known=chosen is not None, name=name,
    )  # fmt: skip


async def on_file(session: AsyncSession, came: Person, numbers: list[int]) -> list[Person]:
    """Those of them whom this newcomer may turn out to be, as the file is now."""
    people = [await present(session, number) for number in numbers]
    return [each for each in people if each.active and invites.may_merge(came, each)]


async def me(turn: Turn) -> None:
    """/me: what is kept about them, and when it was last confirmed."""
    person = turn.person
    theirs = await customers.companies(turn.session, person)
    codes = listed(each.service_code for each in theirs)
    lines = [
        _("Name: {name}").format(name=person.name),
        _("Phone: {phone}").format(phone=person.phones or "—"),
        _("E-mail: {email}").format(email=person.email or "—"),
        _("Company: {name}").format(name=listed(each.name for each in theirs) or person.organisation or "—"),
        *([_("Service code: {code}").format(code=codes)] if codes else []),
    ]
    found, rows = await accounts.own(turn)
    turn.say(
        "\n".join([*lines, *found]), [*rows, *staff_badge.own_button(person), *privacy.own_button(person)]
    )


async def choose_language(turn: Turn) -> None:
    names = {"zh": "中文", "en": "English"}
    turn.say(
        "中文 / English?", [[button(names[code], "speak", turn.person.id, 0, code) for code in LANGUAGES]]
    )


@verb
async def speak(turn: Turn, number: int, version: int, extra: str) -> None:
    """The person's own language, from now on."""
    if number != turn.person.id or extra not in LANGUAGES:
        return turn.say(_("I do not know this button any more. Just write me what you need."))
    turn.person.language = extra
    with speaking(extra, turn.person.zone):
        turn.say(_("From now on I speak English with you."))
    return None
