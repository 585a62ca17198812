"""`/project`: the customer's own project in one message; of the staff their projects, and applying for one (PRJ-1)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.access import require
from desk.customers import Customer
from desk.people import Person
from desk.projects import process, templates
from desk.projects.process import Application
from desk.projects.project import BEFORE_PLAN, OVER, Project
from desk.roles import APPLICANTS
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Choice, Words
from handlers.chat.turn import Turn
from handlers.projects import customer_card, portfolio
from handlers.projects.formatting import named
from i18n import _, spoken

FOUND = 8


async def command(turn: Turn, rest: str) -> None:
    """/project"""
    if turn.person.is_staff:
        return await portfolio.command(turn)
    found = await _of_customer(turn.session, turn.person)
    for project in found:
        turn.reply(await customer_card.for_customer(turn.session, project, turn.person, turn.now))
    if not found:
        turn.say(_("There is no project of yours just now. Just write me what you need."))
    return None


async def _of_customer(session: AsyncSession, person: Person) -> list[Project]:
    theirs = Project.customer_id == person.customer_id, Project.state.not_in((*BEFORE_PLAN, *OVER))
    if person.customer_id is None:
        return []
    return list(await session.scalars(select(Project).where(*theirs).order_by(Project.id)))


@verb
async def apply_for_project(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *APPLICANTS)
    await start(turn, applies_for_project)


@flow
async def applies_for_project(talk: Talk) -> None:
    """For whom, what it is to reach, and after which template."""
    session = talk.turn.session
    require(talk.person, *APPLICANTS)
    words = await talk.ask(
        "customer", Words(_("For which customer? A part of the name is enough."), shortest=2)
    )
    found = await customers.find(session, words, FOUND)
    if not found:
        talk.say(_("I do not know a customer called {name}.").format(name=words[:40]))
        talk.correct("customer")
    number = found[0].id
    if len(found) > 1:
        options = [(str(customer.id), customer.name) for customer in found]
        answer = await talk.ask("which", Choice(_("Which one?"), options=options))
        number = int(answer)
    customer = await session.get_one(Customer, number)
    name = await talk.ask(
        "name", Words(_("What is it called? Like: Nebula ERP at the new plant"), shortest=2, longest=80)
    )
    goal = await talk.ask("goal", Words(_("What is it to reach?"), shortest=2, longest=400))
    known = await templates.all_of(session)
    names = [(code, named(known[code]["name"])) for code in templates.by_fit(known, customer.products)]
    template = await talk.ask("template", Choice(_("After which template is it planned?"), options=names))
    products = await _products(talk, customer)
    await process.apply(
        session, Application(customer, name, goal, template, products), talk.person, talk.turn.now
    )


async def _products(talk: Talk, customer: Customer) -> list[str]:
    """Asked only when the customer owns several."""
    session = talk.turn.session
    if len(customer.products) < 2:
        return list(customer.products)
    all_ = [("all", _("All products"))]
    names = [
        (code, await customers.product_name(session, code, spoken().language)) for code in customer.products
    ]
    which = await talk.ask("product", Choice(_("Which product is it about?"), options=[*all_, *names]))
    return list(customer.products) if which == "all" else [which]
