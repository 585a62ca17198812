"""Further wishes on site, from the order's card: what, when, and for extra work what it costs (DIS-13)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_dispatch, access_own_dispatch
from desk.dispatch import site_wishes
from desk.dispatch.orders import Dispatch
from desk.dispatch.site_wishes import WishState
from desk.money import HOME_CURRENCY, Money, amount
from desk.people import Person
from desk.scope import catalogue
from desk.ticket import Ticket
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.message import Message, Priority
from handlers.chat.questions import Choice, Question, Words
from handlers.chat.turn import Turn
from handlers.dispatch.guards import on_own_order
from i18n import _, company_day
from i18n.joining import noted
from store import row_number

NOW, VISIT, TICKET = "now", "visit", "ticket"
FREE = "free"
LONGEST = 300  # characters of a wish


@dataclass(frozen=True)
class Price(Question[list[Any]]):
    """As people write it; answered as [minor units, currency]."""

    def pressed(self, key: str) -> list[Any]:
        return [0, HOME_CURRENCY] if key == FREE else super().pressed(key)

    def heard(self, said: Said) -> list[Any]:
        found = amount(said.text)
        return [found.minor, found.currency]


@verb
@on_own_order
async def further_wish(turn: Turn, order: Dispatch, extra: str) -> None:
    site_wishes.check_on_site(order)
    await start(turn, write_wish, {"order": order.id})


@flow
async def write_wish(talk: Talk) -> None:
    """A service from the list has its price there; the engineer prices anything else."""
    session, now = talk.turn.session, talk.turn.now
    order = await access_dispatch(session, talk.person, talk.args["order"])
    site_wishes.check_on_site(order)
    known = {item.code: item for item in await catalogue.items(session, company_day(now))}
    options = [(code, noted(item.named(talk.person.language), item.price)) for code, item in known.items()]
    prompt = _("What else does the customer wish? A service from the list, or in your words.")
    said = await talk.ask("words", Words(prompt, options=options, longest=LONGEST))
    item = known.get(said)
    words = item.named(talk.person.language) if item else said
    ways = [
        (NOW, _("🔧 I do it now")),
        (VISIT, _("📅 At another visit")),
        (TICKET, _("🎫 A ticket for the desk")),
    ]
    way = await talk.ask("way", Choice(_("When is it done?"), options=ways))
    if way != NOW:
        file = site_wishes.another_visit if way == VISIT else site_wishes.a_ticket
        number = await talk.once("filed", lambda: file(session, order, talk.person, words, now))
        return talk.say(_("It is {number} now, and the customer hears of it.").format(number=number))
    price = [item.price.minor, item.price.currency] if item else await talk.ask("price", _price())
    await talk.once("offered", lambda: _offered(talk, order, words, Money(*price)))
    return talk.say(_("The customer is asked. Please begin once they agree."))


def _price() -> Price:
    return Price(
        _("What does it cost? The customer agrees before you begin."), options=[(FREE, _("No charge"))]
    )


async def _offered(talk: Talk, order: Dispatch, words: str, price: Money) -> bool:
    await site_wishes.offer(talk.turn.session, order, talk.person, words, price, talk.turn.now)
    return True


async def card(session: AsyncSession, order: Dispatch, number: int) -> Message:
    """To the customer, in the language that is spoken now: what it is, what it costs, yes or no."""
    wish = order.wishes[number]
    ticket = await session.get_one(Ticket, order.ticket_id)
    engineer = await session.get_one(Person, order.engineer_id or 0)
    asked = wish["state"] == WishState.ASKED
    offers = _("{name} can also do this now: {what}, {price}. Shall they?")
    text = offers.format(name=engineer.name, what=wish["words"], price=site_wishes.price_of(wish))
    rows = [
        [
            button(_("✅ Yes, please"), "agree_to_wish", order.id, 0, number),
            button(_("❌ Rather not"), "decline_wish", order.id, 0, number),
        ]
    ]
    return Message(
        ticket.contact_id,
        text if asked else site_wishes.told(wish),
        title=ticket.number,
        rows=rows if asked else [],
        card=f"wish_{number}:{order.id}",
        about=ticket.ref,
        priority=Priority.REPLY,
    )


@verb
async def agree_to_wish(turn: Turn, number: int, version: int, extra: str) -> None:
    await _answered(turn, number, extra, yes=True)


@verb
async def decline_wish(turn: Turn, number: int, version: int, extra: str) -> None:
    await _answered(turn, number, extra, yes=False)


async def _answered(turn: Turn, number: int, extra: str, *, yes: bool) -> None:
    """The customer's word, nobody else's."""
    order = await access_own_dispatch(turn.session, turn.person, number)
    which = row_number(extra)
    await site_wishes.answer(
        turn.session, order, -1 if which is None else which, turn.person, turn.now, yes=yes
    )
