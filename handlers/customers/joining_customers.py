"""Two customers who turn out to be one are joined, and what goes along is shown first (CUS-12)."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk import joining_customers
from desk.access import access_customer, require
from desk.customers import Customer
from desk.joining_customers import GOES_ALONG
from desk.roles import MANAGERS
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Rows
from handlers.chat.questions import Choice, YesNo
from handlers.chat.turn import Turn
from handlers.customers import accounts
from i18n import _
from i18n.joining import listed, sentences

ANOTHER = "another"
LIKELY = 5  # shown


def own_button(turn: Turn, customer: Customer) -> Rows:
    return (
        [[button(_("👥 Is on file twice"), "customer_twice", customer.id)]]
        if turn.person.has(*MANAGERS)
        else []
    )


@verb
async def customer_twice(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *MANAGERS)
    await access_customer(turn.session, turn.person, number)
    await start(turn, customers_become_one, {"customer": number})


@flow
async def customers_become_one(talk: Talk) -> None:
    """The likely ones are proposed; any other is found by name, service code or licence number."""
    session = talk.turn.session
    require(talk.person, *MANAGERS)
    stays = await access_customer(session, talk.person, talk.args["customer"])
    came = await _other(talk, stays)
    joining_customers.check(came, stays)
    if await talk.ask("sure", YesNo(sentences(await preview(session, came, stays), _("Go ahead?")))):
        await joining_customers.join(session, came, stays, talk.person.id, talk.turn.now)
        talk.turn.say(
            _("{name} is one customer now.").format(name=stays.name),
            [[button(f"🏢 {stays.name}", "customer_file", stays.id)]],
        )


async def _other(talk: Talk, stays: Customer) -> Customer:
    likely = await talk.once("likely", lambda: _likely(talk.turn.session, stays))
    if likely:
        options = [(str(number), called) for number, called in likely]
        question = _("Which record is {name}, too? It goes into this one.").format(name=stays.name)
        asked = Choice(question, options=[*options, (ANOTHER, _("Another one"))])
        if (chosen := await talk.ask("other", asked)) != ANOTHER:
            return await access_customer(talk.turn.session, talk.person, int(chosen))
    found = await accounts.which_customer(talk)
    return await access_customer(talk.turn.session, talk.person, found.id)


async def _likely(session: AsyncSession, stays: Customer) -> list[tuple[int, str]]:
    return [
        (each.id, listed([each.name, each.service_code]))
        for each in await joining_customers.alike(session, stays, LIKELY)
    ]


async def preview(session: AsyncSession, came: Customer, stays: Customer) -> str:
    """What follows, what is to be looked at afterwards, and that it cannot be undone."""
    seen = await joining_customers.preview(session, came, stays)
    counted = [_(GOES_ALONG[column]).format(n=n) for column, n in seen.counts.items() if n]
    parts = [
        _("{came} goes into {name}, and this cannot be undone.").format(came=came.name, name=stays.name),
        _("Along go: {what}.").format(what=listed(counted)) if counted else _("Nothing else hangs on it."),
        _(
            "Where both have a fact, that of {name} stays; the old name and the service code {code} still find it."
        ).format(name=stays.name, code=came.service_code),
    ]
    if seen.same:
        parts.append(_("One person in both, and one from then on: {names}.").format(names=listed(seen.same)))
    if seen.overlaps:
        parts.append(
            _("Service periods that overlap are kept, to be corrected: {numbers}.").format(
                numbers=listed(f"({pair})" for pair in seen.overlaps)
            )
        )
    return sentences(*parts)
