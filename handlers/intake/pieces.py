"""People write in pieces ("hi", "the printer", a picture, "again!!"): what is no question yet waits for the rest (INT-1, INT-6).

fragment ─▶ waits a few seconds ─▶ another fragment: waits on ─▶ nothing more: all of it is answered as one
                                └▶ a whole question or an error code: answered at once, with what came before; what follows changes that answer
picture ─▶ waits until it is read (`pictures.py`), and so does what is said meanwhile

A wait is a talk that asks nothing, so what was said in it goes on the ticket, and no restart loses it. Who is in a talk with
people, is asked something or has an open ticket never waits.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from desk import policies
from desk.hotline import messages as ticket_messages
from desk.knowledge import learning
from desk.tickets import lifecycle
from handlers.chat import flows
from handlers.chat.incoming import Attachment, Said
from handlers.chat.replies import yes_or_no
from handlers.chat.talk_rows import PIECES, UNTIL, TalkRow
from handlers.chat.turn import Turn
from handlers.intake import did_it_help, intents, keywords, pictures, several, short_questions
from handlers.intake.intents import Intent
from i18n import _
from kb.text.normalise import language_of
from store import seldom
from store.session import numbered

MOST_WAITS = 5  # times the wait: who goes on in fragments longer than that is answered in between
FEW = {"zh": 8, "en": 3}  # characters, or words, of a fragment
PROBLEM = pictures.PROBLEM  # the answer of a report that its first words are
IN_WORDS = (PROBLEM, "more", pictures.ANSWER)  # questions of a report that a picture may answer
OFFERS = (
    "which",
    "clarify",
    "product",
    "urgency",
)  # asked of those words; what follows at once is a part of them
BEGUN, ACCOUNT = "begun", "account"  # in `args`

_GATHERED = seldom(
    "person",
    select(TalkRow).where(
        TalkRow.person_id == bindparam("person"), TalkRow.flow == PIECES, TalkRow.ended.is_(False)
    ),
)


async def joined(turn: Turn) -> None:
    """What was said before, and still waits, belongs to this; a whole question is joined with it, and answered."""
    rows = (await turn.session.scalars(_GATHERED, {"person": turn.person.id})).all()
    if not rows or turn.topic is not None:
        return
    row = rows[0]
    await turn.session.refresh(row, with_for_update=True)
    if row.ended:
        return  # another process has answered it meanwhile
    turn.gathered = row
    longest = max(_time(row, BEGUN) + MOST_WAITS * await _wait(turn), until(row))
    if not _may_wait(turn) or turn.now >= longest:
        if not keywords.error_code(turn.said.text):
            await _see(turn, row)
        _take(turn, row, turn.said)


def _may_wait(turn: Turn) -> bool:
    """A fragment; and where pictures are read, any words but a wish of its own and an error code."""
    if is_fragment(turn.said):
        return True
    row = turn.gathered
    if not pictures.to_read(turn) and not (row is not None and pictures.under_way(row)):
        return False
    text = turn.said.text
    is_wish = (
        intents.of(text) not in (None, Intent.GREETING, Intent.CHAT)
        or short_questions.topic(text) is not None
    )
    return not is_wish and not keywords.error_code(text)


async def waits(turn: Turn, *, beside: bool = False) -> bool:
    """Whether this waits for the rest: a fragment, or what is said with a picture that is read. `beside`: a report is open."""
    wait, row = await _wait(turn), turn.gathered
    with_pictures = bool(pictures.to_read(turn)) or (row is not None and pictures.under_way(row))
    if turn.pieces or not (wait or with_pictures) or turn.topic is not None or not _may_wait(turn):
        return False
    if row is None:
        if not beside and await lifecycle.open_of(turn.session, turn.person):
            return False
        row = await _begun(turn)
    row.args = {**row.args, UNTIL: (turn.now + wait).isoformat()}
    row.answers = [*row.answers, [turn.said.text.strip(), bool(turn.said.attachments)]]
    if turn.recorded is not None:
        turn.recorded.talk_id = row.id
    await pictures.look(turn, row)
    if turn.gathered is None:
        turn.wakes = row.id, until(row)
    return True


async def waits_beside(turn: Turn, row: TalkRow) -> bool:
    """Whether it is a picture that may answer what a report asks, or is said while one is read."""
    reading = turn.gathered is not None and pictures.under_way(turn.gathered)
    if not reading and not pictures.to_read(turn):
        return False
    return _takes_pictures(row, turn.now, await _wait(turn)) and await waits(turn, beside=True)


def _takes_pictures(row: TalkRow, now: datetime, wait: timedelta) -> bool:
    return row.asked in IN_WORDS or (_is_offer(row) and now <= row.floor_at + wait)


async def album(turn: Turn) -> None:
    """A later part of an album is read with the first."""
    said = turn.recorded
    if said is None or said.talk_id is None or not pictures.to_read(turn):
        return
    row = await turn.session.get(TalkRow, said.talk_id, with_for_update=True)
    if row is None or row.person_id != turn.person.id:
        return
    if row.flow != PIECES or row.ended:
        await pictures.look_quietly(turn, row)
    else:
        row.args = {**row.args, UNTIL: (turn.now + await _wait(turn)).isoformat()}
        await pictures.look(turn, row)


def until(row: TalkRow) -> datetime:
    """When all of it is answered, if nothing more is said."""
    return (
        max(_time(row, UNTIL), _time(row, pictures.READ_BY)) if pictures.under_way(row) else _time(row, UNTIL)
    )


async def over(turn: Turn, row: TalkRow) -> None:
    """Nothing more was said: all of it is one message."""
    turn.gathered = row
    turn.recorded = await ticket_messages.last_of_talk(turn.session, row.id)
    await _see(turn, row)
    _take(turn, row, Said(turn.now))


def is_fragment(said: Said) -> bool:
    """A greeting, a bare picture, or a few words that neither ask nor say what is wrong."""
    text = said.text.strip()
    if not text:
        return bool(said.attachments)
    if said.forwarded_from or keywords.error_code(text) or short_questions.topic(text):
        return False
    wish = intents.of(text)
    if wish is not None or yes_or_no(text) is not None:
        return wish in (Intent.GREETING, Intent.CHAT)
    if keywords.says_too_little(text):
        return True
    length = len(text) if language_of(text) == "zh" else len(re.findall(r"\w+", text))
    return length <= FEW[language_of(text)] and not several.is_whole(text)


async def change_answer(turn: Turn, row: TalkRow) -> bool:
    """Whether this is said within the time after an answer, and answers nothing: it is a part of the question."""
    wait, said = await _wait(turn), turn.said
    problem = pictures.so_far(dict(row.answers))
    if not wait or turn.now > row.floor_at + wait or not _is_offer(row) or not problem:
        return False
    if await _answers(turn, row):
        return False
    if turn.recorded is not None:
        turn.recorded.talk_id = row.id
    if intents.says_something(said.text) or keywords.says_too_little(said.text):
        await learning.said_anew(turn.session, turn.person, problem, row.floor_at)
        await flows.begin_again(turn, row, {PROBLEM: f"{problem}\n{said.text.strip()}"})
    return True


async def take_in(turn: Turn, row: TalkRow) -> None:
    """What was sent beside an open question of a report, once it is read: its answer, a part of the problem, or no more."""
    if not _takes_pictures(row, turn.now, turn.now - row.floor_at):
        return
    seen, before = turn.seen or {}, pictures.so_far(dict(row.answers))
    if seen.get("lines"):
        words = "\n".join(filter(None, (before, turn.said.text)))
        if row.asked == pictures.ANSWER:
            row.asked = ""  # asked of the picture before: it comes again, last in the chat
        if _is_offer(row):
            await learning.said_anew(turn.session, turn.person, before, row.floor_at)
        await flows.begin_again(turn, row, {pictures.SEEN: {**seen, "words": words}})
    elif row.asked in IN_WORDS:
        await flows.go_on(turn, row)
    else:
        turn.say(_("I cannot make out any words in your picture; I have kept it."))


def _is_offer(row: TalkRow) -> bool:
    """Whether something is offered or asked of the first words, and nothing was answered yet."""
    given = (PROBLEM, pictures.ANSWER)
    answered = [name for name, _answer in row.answers if not name.startswith("=") and name not in given]
    return not answered and (row.asked.startswith("solved:") or row.asked in OFFERS)


async def _see(turn: Turn, row: TalkRow) -> None:
    if row.args.get(pictures.TAKEN):
        turn.seen = await pictures.seen(turn, row.id)


async def _answers(turn: Turn, row: TalkRow) -> bool:
    """Whether it may be an answer to what is open, or a wish of its own."""
    words = turn.said.text.strip()
    if not words:
        return not turn.said.attachments
    if words.isdecimal() or yes_or_no(words) is not None or keywords.solved(words) is not None:
        return True
    if intents.of(words) not in (None, Intent.CHAT, Intent.GREETING):
        return True
    if row.asked.startswith("solved:") and did_it_help.replies(words):
        return True
    if row.asked == "urgency" and keywords.effect(words):
        return True
    return any(words.lower() in button.label.lower() for button in await turn.shown())


async def _begun(turn: Turn) -> TalkRow:
    row = TalkRow(
        person_id=turn.person.id,
        flow=PIECES,
        args={ACCOUNT: turn.account.id, BEGUN: turn.now.isoformat()},
        answers=[],
        asked="",
        floor_at=turn.now,
    )
    await numbered(turn.session, row)
    return row


def _take(turn: Turn, row: TalkRow, said: Said) -> None:
    """One turn of all that was said; a greeting adds nothing to a problem."""
    every = [*(text for text, _file in row.answers), said.text.strip()]
    telling = [text for text in every if intents.says_something(text) or keywords.says_too_little(text)]
    alone = intents.of(said.text) is not None or short_questions.topic(said.text) is not None
    has_files = any(has_file for _text, has_file in row.answers) or bool(said.attachments)
    rest = (
        [] if has_files else [text for text in every if text][-1:]
    )  # a greeting beside a picture is no text
    words = said.text if alone else "\n".join(telling or rest)
    more = (Attachment("photo"),) if has_files and not words and not said.attachments else said.attachments
    turn.pieces, row.ended = words, True
    turn.said = replace(said, text=words, attachments=more)


def _time(row: TalkRow, name: str) -> datetime:
    return datetime.fromisoformat(row.args[name])


async def _wait(turn: Turn) -> timedelta:
    seconds = await policies.value(turn.session, policies.PIECES_WAIT)
    return timedelta(seconds=seconds)
