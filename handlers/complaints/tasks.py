"""What is to be done besides the answer, each on its card: the general manager's call, and the measures (COM-3, COM-5)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.access import access_complaint, access_complaint_task
from desk.complaints import tasks as complaint_tasks
from desk.complaints.complaint import Complaint
from desk.complaints.tasks import KIND_NAMES, Task, TaskKind
from desk.people import Person
from errors import BadInput, Stale
from handlers.chat.cards import button, if_unchanged, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Message
from handlers.chat.questions import SKIP, Choice, Words
from handlers.chat.turn import Turn
from handlers.complaints import questions
from handlers.complaints.questions import NOBODY
from i18n import _, moment

MEASURES = (TaskKind.CORRECTIVE, TaskKind.PREVENTIVE)


async def card(session: AsyncSession, task: Task, viewer: Person, now: datetime) -> Message:
    """A call shows who and why; a measure only itself, for its owner may not be one who reads the complaint."""
    complaint = await session.get_one(Complaint, task.complaint_id)
    if task.kind is TaskKind.CALL:
        lines = await _whom_to_call(session, complaint)
        done = button(_("📞 I called"), "i_called", task.id, task.version)
    else:
        owner = await session.get_one(Person, task.owner_id)
        lines = [task.words, f"👤 {owner.name}"]
        done = button(_("✅ Done"), "measure_done", task.id, task.version)
    if task.done_at:
        by = await session.get_one(Person, task.done_by or 0)
        told = _("✔ done by {name}, {time}").format(name=by.name, time=moment(task.done_at, now))
        lines += [told, *([task.result] if task.result else [])]
    else:
        lines.append(_("⏰ by {time}").format(time=moment(task.limit_at, now)))
    return Message(
        viewer.id,
        "\n".join(lines),
        title=f"{'☎️' if task.kind is TaskKind.CALL else '🛡'} {_(KIND_NAMES[task.kind])} · {complaint.number}",
        rows=[] if task.done_at else [[done]],
        card=task.ref,
    )


async def _whom_to_call(session: AsyncSession, complaint: Complaint) -> list[str]:
    contact = await session.get_one(Person, complaint.contact_id)
    customer = await customers.of(session, complaint)
    return [
        _("Please call this key customer yourself:"),
        f"👤 {contact.name}",
        f"📞 {contact.phones or _('no number on file')}",
        *([f"🏢 {customer.name}"] if customer else []),
        f"“{complaint.description}”",
    ]


async def _load(turn: Turn, number: int) -> Task:
    return await access_complaint_task(turn.session, turn.person, number)


async def _show(turn: Turn, task: Task) -> None:
    turn.reply(await card(turn.session, task, turn.person, turn.now))


on_task = if_unchanged(_load, _show)


@verb
@on_task
async def i_called(turn: Turn, task: Task, extra: str) -> None:
    """One tap, recorded; until then it is reminded of."""
    await complaint_tasks.done(turn.session, task, "", turn.person, turn.now)


@verb
@on_task
async def measure_done(turn: Turn, task: Task, extra: str) -> None:
    await start(turn, finish_measure, {"task": task.id})


@flow
async def finish_measure(talk: Talk) -> None:
    task = await access_complaint_task(talk.turn.session, talk.person, talk.args["task"])
    if task.done_at is not None:
        raise Stale(_("This has been done already. Thank you!"))
    words = await talk.ask(
        "words", Words(_("What was done, and does it work?"), options=[(SKIP, _("Nothing more"))])
    )
    await complaint_tasks.done(
        talk.turn.session, task, "" if words == SKIP else words, talk.person, talk.turn.now
    )


@verb
async def add_measure(turn: Turn, number: int, version: int, extra: str) -> None:
    await access_complaint(turn.session, turn.person, number)
    await start(turn, plan_measure, {"complaint": number})


@flow
async def plan_measure(talk: Talk) -> None:
    """What, who, until when: then it is followed until it is done (COM-5)."""
    session, now = talk.turn.session, talk.turn.now
    complaint = await access_complaint(session, talk.person, talk.args["complaint"])
    kinds = [(kind, _(KIND_NAMES[kind])) for kind in MEASURES]
    kind = await talk.ask("kind", Choice(_("Which kind of measure?"), options=kinds, columns=2))
    words = await talk.ask("words", Words(_("What is to be done?"), shortest=2))
    asked = await questions.colleague(
        session, complaint, _("Who sees to it? A button, or a name."), offer_self=talk.person
    )
    chosen = await talk.ask("owner", asked)
    if chosen == NOBODY:
        raise BadInput(_("A measure needs somebody who sees to it."))
    dates = await talk.once("dates", lambda: questions.mornings(talk, complaint))
    options = [(at, moment(datetime.fromisoformat(at), now)) for at in dates]
    at = datetime.fromisoformat(
        await talk.ask("at", Choice(_("By when is it to be done?"), options=options, columns=2))
    )
    owner = await session.get_one(Person, int(chosen))
    await complaint_tasks.add(session, complaint, TaskKind(kind), owner, words, at, talk.person, now)
    talk.say(_("{name} has it now. I remind before and after.").format(name=owner.name))
