"""Questions to sales about a first visit, and what sales answer (CUS-3, CUS-7)."""

from desk.access import (
    access_first_visit_sales,
    access_first_visit_work,
)
from desk.customers import Customer
from desk.sales import first_visit_sales, first_visits
from desk.sales.first_visits import Fact, FirstVisit
from errors import NotFound
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Words
from handlers.chat.turn import Turn
from handlers.sales.first_visit_access import on_sold, on_visit, show
from i18n import _


@verb
@on_visit
async def first_visit_ask(turn: Turn, visit: FirstVisit, extra: str) -> None:
    first_visits.still(visit, *first_visits.TO_CHECK)
    await start(turn, asks_sales, {"visit": visit.id})


@flow
async def asks_sales(talk: Talk) -> None:
    visit = await access_first_visit_work(talk.turn.session, talk.person, talk.args["visit"])
    words = await talk.ask("words", Words(_("What do you want to know from sales?"), shortest=2, longest=500))
    await first_visit_sales.ask_sales(talk.turn.session, visit, words, talk.person, talk.turn.now)
    talk.say(_("Sales have your question; the answer comes here."))


@verb
@on_sold
async def first_visit_answer(turn: Turn, visit: FirstVisit, extra: str) -> None:
    await start(turn, answers_first_visit, {"visit": visit.id})


@flow
async def answers_first_visit(talk: Talk) -> None:
    visit = await access_first_visit_sales(talk.turn.session, talk.person, talk.args["visit"])
    words = await talk.ask(
        "words", Words(_("What is the answer? A colleague reads it."), shortest=1, longest=500)
    )
    await first_visit_sales.answer(talk.turn.session, visit, words, talk.person, talk.turn.now)
    talk.say(_("Your answer has been passed on."))


@verb
@on_sold
async def first_visit_no_sale(turn: Turn, visit: FirstVisit, extra: str) -> None:
    await start(turn, takes_back_sale, {"visit": visit.id})


@flow
async def takes_back_sale(talk: Talk) -> None:
    visit = await access_first_visit_sales(talk.turn.session, talk.person, talk.args["visit"])
    why = await talk.ask(
        "why", Words(_("Why is it no sale? In a few words, for colleagues."), shortest=2, longest=300)
    )
    await first_visit_sales.withdraw(talk.turn.session, visit, why, talk.person, talk.turn.now)
    await show(talk.turn, visit)


@verb
@on_sold
async def first_visit_goes_on(turn: Turn, visit: FirstVisit, extra: str) -> None:
    await first_visit_sales.go_on(turn.session, visit, turn.person, turn.now)
    await show(turn, visit)


@verb
@on_sold
async def settle_fact(turn: Turn, visit: FirstVisit, extra: str) -> None:
    """`extra`: which line, and whether the new or the old value is right."""
    which, _colon, what = extra.partition(":")
    if which not in list(Fact) or what not in (first_visits.NEW, first_visits.OLD):
        raise NotFound(_("I cannot find that."))
    await first_visit_sales.settle(turn.session, visit, Fact(which), what, turn.person, turn.now)
    await show(turn, visit)
    customer = await turn.session.get_one(Customer, visit.customer_id)
    several = len(first_visits.sold_together(visit, customer)) > 1
    if several and what == first_visits.NEW and which in (Fact.PRODUCT, Fact.LOCK):
        turn.say(
            _("Several products were sold: please put the right one right in the file."),
            [[button(_("🏢 Customer's file"), "customer_file", customer.id)]],
        )
