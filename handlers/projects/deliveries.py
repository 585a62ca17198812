"""A stage's deliverable: offered with its file, *Accept · Accept, with remarks · Not yet, because* (PRJ-3)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_project, access_stage
from desk.people import Person
from desk.projects import deliveries, people
from desk.projects.plan import Delivery, Stage
from desk.projects.steps import Part
from handlers.chat.cards import button, if_unchanged, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Message
from handlers.chat.questions import SKIP, Anything, Words
from handlers.chat.turn import Turn
from handlers.projects import formatting
from handlers.projects.talks import sent_file
from i18n import _, dated


@dated
async def card(
    session: AsyncSession, stage: Stage, viewer: Person, now: datetime, headline: str = ""
) -> Message:
    """What it delivers, its file, and what the customer says to it."""
    project = await access_project(session, viewer, stage.project_id)
    parts = await people.parts_of(session, project, viewer)
    lines = [
        *([headline, ""] if headline else []),
        f"📦 {formatting.named(stage.delivers)}",
        formatting.delivery(stage.delivery, by_customer=not viewer.is_staff),
        *([f"“{stage.words}”"] if stage.words and stage.delivery is not Delivery.OFFERED else []),
    ]
    n, v = stage.id, stage.version
    answers = [
        [button(_("✅ I accept it"), "accept_stage", n, v)],
        [
            button(_("📝 Accept, with remarks"), "remark_stage", n, v),
            button(_("💬 Not yet, because …"), "refuse_stage", n, v),
        ],
    ]
    asked = stage.delivery is Delivery.OFFERED and Part.CUSTOMER in parts
    return Message(
        viewer.id, "\n".join(lines), title=f"📦 {project.name} · {formatting.named(stage.names)}", rows=answers if asked else [],
        card=stage.ref, about=project.ref, files=(stage.file_id,) if stage.file_id and asked else (),
    )  # fmt: skip


async def load(turn: Turn, number: int) -> Stage:
    stage, _project = await access_stage(turn.session, turn.person, number)
    return stage


async def show(turn: Turn, stage: Stage) -> None:
    turn.reply(await card(turn.session, stage, turn.person, turn.now))


on_stage = if_unchanged(load, show)


@verb
async def show_stage(turn: Turn, number: int, version: int, extra: str) -> None:
    await show(turn, await load(turn, number))


@verb
@on_stage
async def offer_stage(turn: Turn, stage: Stage, extra: str) -> None:
    project = await access_project(turn.session, turn.person, stage.project_id)
    await deliveries.check_offer(turn.session, project, stage, turn.person)
    await start(turn, offers_stage, {"stage": stage.id})


@flow
async def offers_stage(talk: Talk) -> None:
    """With its file, if there is one."""
    session = talk.turn.session
    stage, project = await access_stage(session, talk.person, talk.args["stage"])
    await deliveries.check_offer(session, project, stage, talk.person)
    none = [(SKIP, _("Without a file"))]
    await talk.ask("file", Anything(_("Please send the document, if there is one."), options=none))
    number = await talk.once("number", lambda: sent_file(talk))
    await deliveries.offer(session, project, stage, number or None, talk.person, talk.turn.now)


@verb
@on_stage
async def accept_stage(turn: Turn, stage: Stage, extra: str) -> None:
    project = await access_project(turn.session, turn.person, stage.project_id)
    await deliveries.say(turn.session, project, stage, Delivery.ACCEPTED, "", turn.person, turn.now)


@verb
@on_stage
async def remark_stage(turn: Turn, stage: Stage, extra: str) -> None:
    await start(turn, answers_stage, {"stage": stage.id, "said": Delivery.REMARKS})


@verb
@on_stage
async def refuse_stage(turn: Turn, stage: Stage, extra: str) -> None:
    await start(turn, answers_stage, {"stage": stage.id, "said": Delivery.NOT_YET})


@flow
async def answers_stage(talk: Talk) -> None:
    """With the customer's words."""
    session, said = talk.turn.session, Delivery(talk.args["said"])
    stage, project = await access_stage(session, talk.person, talk.args["stage"])
    prompt = _("Which remarks?") if said is Delivery.REMARKS else _("What is still missing?")
    told = await talk.ask("words", Words(prompt, shortest=2, longest=1000))
    await deliveries.say(session, project, stage, said, told, talk.person, talk.turn.now)
