"""Guards of a first visit's buttons: permission is checked again, and a card that has moved on is shown as it is now."""

from desk.access import (
    access_first_visit_sales,
    access_first_visit_work,
    access_own_first_visit,
)
from desk.sales.first_visits import FirstVisit
from handlers.chat.cards import if_unchanged
from handlers.chat.turn import Turn
from handlers.sales import first_visit_card


async def work(turn: Turn, number: int) -> FirstVisit:
    return await access_first_visit_work(turn.session, turn.person, number)


async def own(turn: Turn, number: int) -> FirstVisit:
    return await access_own_first_visit(turn.session, turn.person, number)


async def either(turn: Turn, number: int) -> FirstVisit:
    return await (work if turn.person.is_staff else own)(turn, number)


async def sales(turn: Turn, number: int) -> FirstVisit:
    return await access_first_visit_sales(turn.session, turn.person, number)


async def show(turn: Turn, visit: FirstVisit, *, fresh: bool = True) -> None:
    await turn.session.flush()
    if turn.person.is_staff:
        card = await first_visit_card.for_staff(turn.session, visit, turn.person, turn.now)
    else:
        card = await first_visit_card.for_contact(turn.session, visit, turn.person)
    turn.reply(card) if fresh else turn.replies.append(card)


on_visit = if_unchanged(work, show)

on_own_visit = if_unchanged(own, show)

on_either = if_unchanged(either, show)

on_sold = if_unchanged(sales, show)
