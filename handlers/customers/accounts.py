"""Where somebody speaks from, and ending it: their own by /me, others' by the person who keeps the file (CUS-5, CUS-8)."""

from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers, invites, leaving, merging_contacts
from desk.access import access_account, access_person, require
from desk.customers import Customer
from desk.people import ROLE_NAMES, STAFF_NUMBERS, Account, Person, Role
from desk.sales import account_team
from desk.surveys import visit_backs
from errors import BadInput, Blocked
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Button, Rows
from handlers.chat.questions import Choice, Words, YesNo
from handlers.chat.turn import Turn
from handlers.customers import staff_badge
from i18n import N_, _, company_day, moment, ngettext
from i18n.joining import listed, sentences

CHANNELS = {"telegram": N_("Telegram"), "web": N_("web chat")}
FOUND = 20  # shown
OFFERED = 8  # customers who may be meant
HEAD = "head"
EVERY = "every"


def line(account: Account, now: datetime, *, here: bool = False) -> str:
    """One account: its channel, and when the person last wrote from it."""
    name = _(CHANNELS.get(account.channel, account.channel))
    seen = _("this one") if here else _("last seen {time}").format(time=moment(account.seen_at, now))
    return f"📲 {name} · {seen}"


async def own(turn: Turn) -> tuple[list[str], list[list[Button]]]:
    """For /me: each of their accounts, and the way to end those that they do not speak from now."""
    found = await leaving.accounts(turn.session, turn.person)
    lines = [line(each, turn.now, here=each.id == turn.account.id) for each in found]
    return lines, [_ending(each, turn.now) for each in found if each.id != turn.account.id]


def _ending(account: Account, now: datetime) -> list[Button]:
    text = _("⏏ End {account}").format(account=line(account, now).removeprefix("📲 "))
    return [button(text, "end_account", account.id)]


async def ask_about_others(turn: Turn) -> None:
    """After an invite: an older account may be a lost phone."""
    lines, rows = await own(turn)
    if rows:
        text = _("You can also be reached here. If you have lost one of them, end it:")
        turn.say("\n".join([text, *lines]), rows, card=f"accounts:{turn.person.id}", fresh=True)


@verb
async def end_account(turn: Turn, number: int, version: int, extra: str) -> None:
    """One's own, or one of somebody whose file one keeps."""
    account = await access_account(turn.session, turn.person, number)
    what = line(account, turn.now)
    await leaving.end_account(turn.session, account, turn.person.id, turn.now)
    turn.say(_("Ended: {account}").format(account=what.removeprefix("📲 ")))


async def staff(turn: Turn, rest: str) -> None:
    """/staff: everyone who works here, each with their card."""
    require(turn.person, Role.ADMIN)
    works = Person.id.in_(STAFF_NUMBERS)
    query = select(Person).where(works, Person.active, Person.name.icontains(rest, autoescape=True))
    found = list(await turn.session.scalars(query.order_by(Person.id).limit(FOUND)))
    rows = [[button(f"👤 {each.name}", "person_card", each.id)] for each in found]
    turn.say(
        _("Who works here. /staff with a name finds one of many.") if rows else _("Nothing there."), rows
    )


def contact_rows(contacts: list[Person]) -> Rows:
    return [[button(f"👤 {each.name}", "person_card", each.id)] for each in contacts]


@verb
async def person_card(turn: Turn, number: int, version: int, extra: str) -> None:
    """Their facts and accounts, and what can be ended."""
    person = await access_person(turn.session, turn.person, number)
    theirs = await customers.companies(turn.session, person)
    found = await leaving.accounts(turn.session, person)
    roles = listed(_(ROLE_NAMES[role]) for role in Role if role in person.roles)
    facts = [roles, listed(each.name for each in theirs), person.region, person.phones, person.email]
    lines = [" · ".join(fact for fact in facts if fact), *(line(each, turn.now) for each in found)]
    move = button(_("🏢 Works elsewhere"), "person_moves", person.id)
    turn.say(
        "\n".join(lines) if person.active else _("{name} no longer has access.").format(name=person.name),
        [
            *(_ending(each, turn.now) for each in found),
            [button(_("🔗 New invite"), "person_invite", person.id), move],
            *staff_badge.own_button(person),
            *([] if person.is_staff else [[button(_("👥 Is on file twice"), "person_twice", person.id)]]),
            [button(_("🚪 Has left"), "person_leaves", person.id)],
        ]
        if person.active
        else [],
        title=f"👤 {person.name}",
        card=person.ref,
        fresh=True,
    )


@verb
async def person_invite(turn: Turn, number: int, version: int, extra: str) -> None:
    """For somebody who has lost theirs, or has another phone."""
    person = await access_person(turn.session, turn.person, number)
    code = await invites.make(turn.session, turn.now, person=person, by=turn.person.id)
    turn.say(invited(turn, person, code))


def invited(turn: Turn, person: Person, code: str) -> str:
    """How they come in; without a bot by the web alone."""
    if link := turn.links.telegram(code):
        text = _("For {name}, valid for 7 days, once: send the bot\n/start {code}\nor open {link}")
        return text.format(name=person.name, code=code, link=link)
    text = _("For {name}, valid for 7 days, once: open {link}").format(
        name=person.name, link=turn.links.web(code)
    )
    return text + ("" if turn.links.reaches("elsewhere") else _(" (on this computer only)"))


@verb
async def person_leaves(turn: Turn, number: int, version: int, extra: str) -> None:
    await access_person(turn.session, turn.person, number)
    await start(turn, ends_access, {"person": number})


@flow
async def ends_access(talk: Talk) -> None:
    """Ends all access of a person, after one question."""
    person = await access_person(talk.turn.session, talk.person, talk.args["person"])
    if person.id == talk.person.id:
        raise BadInput(_("You cannot end your own access. Another administrator can."))
    if (one := await _which_left(talk, person)) is not None:
        await leaving.leave_one(talk.turn.session, person, one, talk.person.id, talk.turn.now)
        rest = listed(each.name for each in await customers.companies(talk.turn.session, person))
        return talk.say(_("{name} is with {customer} now.").format(name=person.name, customer=rest))
    question = _("Does {name} leave? They can do nothing here from then on.").format(name=person.name)
    if await talk.ask("sure", YesNo(question)):
        successor = await _successor(talk, person)
        await leaving.leave(talk.turn.session, person, talk.person.id, talk.turn.now, successor)
        talk.say(_("{name} no longer has access.").format(name=person.name))
    return None


async def _which_left(talk: Talk, person: Person) -> Customer | None:
    """Of a contact of several companies: the one they have left. None: all of them."""
    theirs = [] if person.is_staff else await customers.companies(talk.turn.session, person)
    if len(theirs) < 2:
        return None
    options = [*((str(each.id), each.name) for each in theirs), (EVERY, _("All of them"))]
    question = _("Which company has {name} left?").format(name=person.name)
    chosen = await talk.ask("left", Choice(question, options=options))
    return next((each for each in theirs if str(each.id) == chosen), None)


async def _successor(talk: Talk, person: Person) -> Person | None:
    """Of somebody who answers for customers: who does from now on. None: the person who is above (CUS-8)."""
    session = talk.turn.session
    if not (others := await account_team.successors(session, person)):
        return None
    n = await account_team.theirs(session, person)
    question = ngettext(
        "Who takes over their {n} customer?", "Who takes over their {n} customers?", n
    ).format(n=n)
    options = [(HEAD, _("Their head, for now")), *((str(each.id), each.name) for each in others)]
    chosen = await talk.ask("successor", Choice(question, options=options))
    return None if chosen == HEAD else await session.get_one(Person, int(chosen))


@verb
async def person_moves(turn: Turn, number: int, version: int, extra: str) -> None:
    await access_person(turn.session, turn.person, number)
    await start(turn, works_elsewhere, {"person": number})


@flow
async def works_elsewhere(talk: Talk) -> None:
    """A contact with another customer, a colleague in another region."""
    session, now = talk.turn.session, talk.turn.now
    person = await access_person(session, talk.person, talk.args["person"])
    if person.is_staff:
        region = await talk.ask("region", Words(_("In which region or branch?"), longest=40))
        await leaving.set_region(session, person, region, talk.person.id, now)
        return talk.say(_("{name}: {region}.").format(name=person.name, region=person.region))
    to = await which_customer(talk)
    if await _both(talk, person, to):
        await leaving.works_beside(session, person, to, talk.person.id, now)
        every = listed(each.name for each in await customers.companies(session, person))
        return talk.say(_("{name} is with {customer} now.").format(name=person.name, customer=every))
    await leaving.move(session, person, to, talk.person.id, now)
    await visit_backs.plan(session, to, company_day(now))
    return talk.say(_("{name} is with {customer} now.").format(name=person.name, customer=to.name))


async def _both(talk: Talk, person: Person, to: Customer) -> bool:
    """Whether a contact goes on with the company they were with (CUS-12)."""
    before = await customers.companies(talk.turn.session, person)
    if not before or to in before:
        return False
    names = listed(each.name for each in before)
    question = _("Does {name} go on with {customer} as well?").format(name=person.name, customer=names)
    return await talk.ask("both", YesNo(question))


async def which_customer(talk: Talk) -> Customer:
    """Asked which, if several may be meant."""
    session = talk.turn.session
    question = _("With which customer? A part of the name is enough, or the service code.")
    name = await talk.ask("customer", Words(question, longest=200))
    found = await talk.once("found", partial(_found, session, name))
    if not found:
        raise BadInput(_("I do not know a customer called {name}.").format(name=name[:40]))
    if len(found) == 1:
        return await session.get_one(Customer, found[0][0])
    options = [(str(number), called) for number, called in found]
    which = await talk.ask("which", Choice(_("Which one?"), options=options))
    return await session.get_one(Customer, int(which))


async def _found(session: AsyncSession, name: str) -> list[tuple[int, str]]:
    return [(each.id, each.name) for each in await customers.find(session, name, OFFERED)]


@verb
async def person_twice(turn: Turn, number: int, version: int, extra: str) -> None:
    await access_person(turn.session, turn.person, number)
    await start(turn, becomes_one, {"person": number})


@flow
async def becomes_one(talk: Talk) -> None:
    """Two records of one contact: what goes along is shown before anything is done (CUS-12)."""
    session = talk.turn.session
    person = await access_person(session, talk.person, talk.args["person"])
    others = await merging_contacts.others(session, person)
    if not others:
        raise Blocked(_("Nobody else is on file for this customer."))
    options = [(str(each.id), listed([each.name, each.phones])) for each in others]
    question = _("Which record is {name}, too? It goes into this one.").format(name=person.name)
    answer = await talk.ask("other", Choice(question, options=options))
    chosen = int(answer)
    came = next((each for each in others if each.id == chosen), None)
    if came is None:
        raise BadInput(_("This has been dealt with already."))
    if await talk.ask("sure", YesNo(sentences(await preview(session, came, person), _("Go ahead?")))):
        await merging_contacts.merge(session, came, person, talk.turn.now, by=talk.person.id)
        talk.say(_("{name} is one record now.").format(name=person.name))


async def preview(session: AsyncSession, came: Person, person: Person) -> str:
    """What follows, and that it cannot be undone."""
    held = await merging_contacts.held(session, came)
    text = _(
        "{came} goes into {name}, and this cannot be undone. Along go: tickets {tickets}, complaints {complaints}, surveys {surveys}, accounts {accounts}. Where both have a fact, that of {name} stays; numbers are all kept."
    )
    return text.format(
        came=came.name, name=person.name, tickets=held["ticket.contact_id"],
        complaints=held["complaint.contact_id"], surveys=held["visit_back.contact_id"],
        accounts=held["account.person_id"],
    )  # fmt: skip
