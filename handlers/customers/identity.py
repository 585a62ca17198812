"""Who somebody is: first greeting, invite links, shared phone numbers, their own data (CUS-4, CUS-5)."""

from desk import customers, invites
from desk.people import ROLE_NAMES, Role, by_phone
from desk.phones import phone_number
from handlers.chat.cards import button, verb
from handlers.chat.turn import Turn
from handlers.customers import privacy
from i18n import LANGUAGES, _, speaking
from i18n.joining import listed


async def start(turn: Turn, code: str) -> None:
    """/start, with the code of an invite link or without."""
    if code:
        turn.person = await invites.redeem(turn.session, code, turn.account, turn.now)
        turn.person.confirmed_at = turn.now
    with speaking(turn.person.language, turn.person.zone):
        await _welcome(turn)


async def _welcome(turn: Turn) -> None:
    person = turn.person
    if person.is_staff:
        roles = listed(sorted(_(ROLE_NAMES[role]) for role in person.roles if role is not Role.CONTACT))
        turn.say(
            _(
                "Welcome, {name} ({roles}). Tickets for you will come here. /help shows what you can do."
            ).format(name=person.name, roles=roles)
        )
        return
    customer = await customers.of(turn.session, person)
    if customer:
        turn.say(
            _("Welcome, {name} of {customer}! Just write what goes wrong, in your own words.").format(
                name=person.name, customer=customer.name
            )
        )
        return
    turn.say(
        _(
            "Welcome! Just write what goes wrong, in your own words. If you are a customer, share your number and I know you from then on."
        ),
        share_phone=_("📱 Share my number"),
    )


async def shared_phone(turn: Turn) -> None:
    """A number on file says who they are; a new one is kept."""
    phone = phone_number(turn.said.phone)
    known = [person for person in await by_phone(turn.session, phone) if person.id != turn.person.id]
    contacts = [person for person in known if not person.is_staff]  # staff come by invite only
    if len(contacts) == 1 and not turn.person.is_staff and turn.person.customer_id is None:
        await invites.become(turn.session, turn.account, turn.person, contacts[0])
        turn.person = contacts[0]
        turn.person.confirmed_at = turn.now
        return await _welcome(turn)
    turn.person.phone = phone
    return turn.say(_("Thank you, I have kept your number {phone}.").format(phone=phone))


async def me(turn: Turn) -> None:
    """/me: what is kept about them, and when it was last confirmed."""
    person = turn.person
    customer = await customers.of(turn.session, person)
    lines = [
        _("Name: {name}").format(name=person.name),
        _("Phone: {phone}").format(phone=person.phone or "—"),
        _("E-mail: {email}").format(email=person.email or "—"),
        _("Company: {name}").format(name=customer.name if customer else person.organisation or "—"),
        *([_("Service code: {code}").format(code=customer.service_code)] if customer else []),
    ]
    turn.say("\n".join(lines), privacy.own_button(person))


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
