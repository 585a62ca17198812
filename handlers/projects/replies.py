"""A customer replies to a message of their project: words are as good as its buttons that ask for words (PRJ-2, PRJ-7)."""

from desk.access import access_item, access_project
from desk.projects import items as project_items
from desk.projects import people, steps
from desk.projects.plan import Item
from desk.projects.steps import Step
from desk.projects.waiting import DOABLE
from handlers.chat.flows import start
from handlers.chat.replies import yes_or_no
from handlers.chat.turn import Turn
from handlers.intake import intents
from handlers.projects import card_steps, items
from handlers.projects.talks import about


async def heard(turn: Turn) -> bool:
    """Whether it is a wish for the plan they are to agree on, or a question about something they are to do."""
    text = turn.said.text
    if (
        not text
        or turn.said.attachments
        or yes_or_no(text) is not None
        or intents.of(text) in intents.SMALL_TALK
    ):
        return False
    if number := turn.said.number_of("project"):
        return await _wish(turn, number)
    if number := turn.said.number_of(Item.__tablename__):
        return await _help(turn, number)
    return False


async def _wish(turn: Turn, number: int) -> bool:
    project = await access_project(turn.session, turn.person, number)
    parts = await people.parts_of(turn.session, project, turn.person)
    if not steps.allowed(Step.WISH_PLAN, project.state, parts):
        return False
    await start(turn, card_steps.step_words, about(project, step=Step.WISH_PLAN), {"words": turn.said.text})
    return True


async def _help(turn: Turn, number: int) -> bool:
    item, project = await access_item(turn.session, turn.person, number)
    parts = await people.parts_of(turn.session, project, turn.person)
    mine = not project_items.DOERS[item.side].isdisjoint(parts)
    if item.is_done or project.state not in DOABLE or not mine:
        return False
    await start(turn, items.asks_item_help, {"item": item.id}, {"words": turn.said.text})
    return True
