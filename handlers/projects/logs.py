"""The daily log: *did · open · tomorrow · hours*, and the manager's one tap (PRJ-3, PRJ-8)."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_log, access_log_confirmation
from desk.people import Person
from desk.projects import logs
from desk.projects.logs import Log, LoggedDay
from desk.projects.project import Project
from errors import BadInput
from handlers.chat.cards import button, if_unchanged, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.incoming import Said
from handlers.chat.message import Message
from handlers.chat.questions import SKIP, Question, Words
from handlers.chat.turn import Turn
from i18n import _, dated, day, exactly
from i18n.joining import labelled

USUAL = ("4", "6", "8", "10")
MOST = 24  # hours


@dated
async def card(session: AsyncSession, log: Log, viewer: Person, now: datetime, headline: str = "") -> Message:
    """Of the person who writes it, and of the person who confirms it."""
    project = await session.get_one(Project, log.project_id)
    person = await session.get_one(Person, log.person_id)
    facts = (
        (_("Did"), log.did),
        (_("Still open"), log.left),
        (_("Next"), log.next),
        (_("Time worked"), exactly(timedelta(minutes=log.minutes), days=False) if log.minutes else ""),
        ("", _("not on site") if log.absent else _("✅ confirmed") if log.confirmed_at else ""),
    )
    lines = [labelled(name, fact) if name else fact for name, fact in facts if fact]
    n, v = log.id, log.version
    mine = [button(_("✍️ Write it"), "write_log", n), button(_("Not on site"), "log_absent", n, v)]
    rows = {
        viewer.id == log.person_id and log.written_at is None and not log.absent: [mine],
        viewer.id != log.person_id and log.written_at is not None and log.confirmed_at is None: [
            [button(_("✅ Confirm"), "confirm_log", n, v), button(_("✏️ Not quite"), "dispute_log", n, v)]
        ],
    }
    return Message(
        viewer.id, "\n".join([*([headline] if headline else []), f"👷 {person.name} · {day(log.day)}", *lines]),
        title=f"📓 {project.number} · {project.name}", rows=rows.get(True, []), card=log.ref, about=project.ref,
    )  # fmt: skip


@verb
async def write_log(turn: Turn, number: int, version: int, extra: str) -> None:
    log = await access_log(turn.session, turn.person, number)
    await start(turn, writes_log, {"log": log.id})


class Hours(Question[str]):
    """`8`, `7.5`: kept as minutes."""

    def pressed(self, key: str) -> str:
        return str(int(key) * 60)

    def label(self, answer: object) -> str:
        return exactly(timedelta(minutes=int(str(answer))), days=False)

    def heard(self, said: Said) -> str:
        text = said.text.strip().lower().removesuffix("h").removesuffix("小时").strip()
        whole, _dot, part = text.partition(".")
        if not (whole.isascii() and whole.isdecimal() and len(whole) <= 2 and int(whole) <= MOST):
            raise BadInput(_("Please write the hours, like 8 or 7.5."))
        return str(int(whole) * 60 + (30 if part == "5" else 0))


@flow
async def writes_log(talk: Talk) -> None:
    """By words or voice; a line may be skipped."""
    session = talk.turn.session
    log = await access_log(session, talk.person, talk.args["log"])
    did = await talk.ask("did", Words(_("What did you do today?"), shortest=2, longest=1000))
    nothing = [(SKIP, _("There is none"))]
    left = await talk.ask("left", Words(_("What is open?"), options=nothing, longest=1000))
    ahead = await talk.ask("next", Words(_("And what is next?"), options=nothing, longest=1000))
    minutes = await talk.ask(
        "hours", Hours(_("How many hours?"), options=[(each, each) for each in USUAL], columns=4)
    )
    said = LoggedDay(did, "" if left == SKIP else left, "" if ahead == SKIP else ahead, int(minutes))
    await logs.write(session, log, said, talk.person, talk.turn.now)


async def _load(turn: Turn, number: int) -> Log:
    return await access_log(turn.session, turn.person, number)


async def _load_to_confirm(turn: Turn, number: int) -> Log:
    return await access_log_confirmation(turn.session, turn.person, number)


async def _show(turn: Turn, log: Log) -> None:
    turn.reply(await card(turn.session, log, turn.person, turn.now))


@verb
@if_unchanged(_load, _show)
async def log_absent(turn: Turn, log: Log, extra: str) -> None:
    await logs.was_away(turn.session, log, turn.person, turn.now)


@verb
@if_unchanged(_load_to_confirm, _show)
async def confirm_log(turn: Turn, log: Log, extra: str) -> None:
    await logs.confirm(turn.session, log, turn.person, turn.now)


@verb
@if_unchanged(_load_to_confirm, _show)
async def dispute_log(turn: Turn, log: Log, extra: str) -> None:
    logs.check_confirmer(log, turn.person)
    await start(turn, disputes_log, {"log": log.id})


@flow
async def disputes_log(talk: Talk) -> None:
    """What is not right; the writer reads it."""
    log = await access_log_confirmation(talk.turn.session, talk.person, talk.args["log"])
    words = await talk.ask("words", Words(_("What is not right? Its writer reads it."), shortest=2))
    await logs.dispute(talk.turn.session, log, words, talk.person, talk.turn.now)
