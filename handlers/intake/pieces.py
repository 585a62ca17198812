"""People write in pieces ("hi", "the printer", a picture, "again!!"): what is no question yet waits for the rest (INT-1, INT-6).

fragment ─▶ waits a few seconds ─▶ another fragment: waits on ─▶ nothing more: all of it is answered as one
                                └▶ a whole question or an error code: answered at once, with what came before; what follows changes that answer

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
from handlers.chat.talk_rows import PIECES, TalkRow
from handlers.chat.turn import Turn
from handlers.intake import intents, keywords, several, topics
from handlers.intake.intents import Wish
from kb.text.normalise import language_of
from store import seldom
from store.session import numbered

MOST_WAITS = 5  # times the wait: who goes on in fragments longer than that is answered in between
FEW = {"zh": 8, "en": 3}  # characters, or words, of a fragment
PROBLEM = "problem"  # the answer of a report that its first words are
OFFERS = (
    "which",
    "clarify",
    "product",
    "urgency",
)  # asked of those words; what follows at once is a part of them
UNTIL, BEGUN, ACCOUNT = "until", "begun", "account"  # in `args`

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
    if not is_fragment(turn.said) or turn.now >= _time(row, BEGUN) + MOST_WAITS * await _wait(turn):
        _take(turn, row, turn.said)


async def waits(turn: Turn) -> bool:
    """Whether this is a fragment that waits for the rest."""
    wait = await _wait(turn)
    if turn.pieces or not wait or turn.topic is not None or not is_fragment(turn.said):
        return False
    row = turn.gathered
    if row is None:
        if await lifecycle.open_of(turn.session, turn.person):
            return False
        row = await _begun(turn)
        turn.wakes = row.id, turn.now + wait
    row.args = {**row.args, UNTIL: (turn.now + wait).isoformat()}
    row.answers = [*row.answers, [turn.said.text.strip(), bool(turn.said.attachments)]]
    if turn.utterance is not None:
        turn.utterance.talk_id = row.id
    return True


def until(row: TalkRow) -> datetime:
    """When all of it is answered, if nothing more is said."""
    return _time(row, UNTIL)


async def over(turn: Turn, row: TalkRow) -> None:
    """Nothing more was said: all of it is one message."""
    turn.gathered = row
    turn.utterance = await ticket_messages.last_of_talk(turn.session, row.id)
    _take(turn, row, Said(turn.now))


def is_fragment(said: Said) -> bool:
    """A greeting, a bare picture, or a few words that neither ask nor say what is wrong."""
    text = said.text.strip()
    if not text:
        return bool(said.attachments)
    if said.forwarded_from or keywords.error_code(text) or topics.topic(text):
        return False
    wish = intents.wish(text)
    if wish is not None or yes_or_no(text) is not None:
        return wish in (Wish.GREETING, Wish.CHAT)
    if keywords.says_too_little(text):
        return True
    length = len(text) if language_of(text) == "zh" else len(re.findall(r"\w+", text))
    return length <= FEW[language_of(text)] and not several.is_whole(text)


async def change_answer(turn: Turn, row: TalkRow) -> bool:
    """Whether this is said within the time after an answer, and answers nothing: it is a part of the question."""
    wait, said = await _wait(turn), turn.said
    problem = [answer for name, answer in row.answers if name == PROBLEM]
    answered = [name for name, _answer in row.answers if not name.startswith("=") and name != PROBLEM]
    offered = row.asked.startswith("solved:") or row.asked in OFFERS
    if not wait or turn.now > row.floor_at + wait or not offered or answered or not problem:
        return False
    if await _answers(turn, row):
        return False
    if turn.utterance is not None:
        turn.utterance.talk_id = row.id
    if intents.says_something(said.text) or keywords.says_too_little(said.text):
        await learning.said_anew(turn.session, turn.person, problem[0], row.floor_at)
        await flows.begin_again(turn, row, {PROBLEM: f"{problem[0]}\n{said.text.strip()}"})
    return True


async def _answers(turn: Turn, row: TalkRow) -> bool:
    """Whether it may be an answer to what is open, or a wish of its own."""
    words = turn.said.text.strip()
    if not words:
        return not turn.said.attachments
    if words.isdecimal() or yes_or_no(words) is not None or keywords.solved(words) is not None:
        return True
    if intents.wish(words) not in (None, Wish.CHAT, Wish.GREETING):
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
    alone = intents.wish(said.text) is not None or topics.topic(said.text) is not None
    words = said.text if alone else "\n".join(telling or [text for text in every if text][-1:])
    pictures = any(has_file for _text, has_file in row.answers) and not said.attachments
    more = (Attachment("photo"),) if pictures and not words else said.attachments
    turn.pieces, row.ended = words, True
    turn.said = replace(said, text=words, attachments=more)


def _time(row: TalkRow, name: str) -> datetime:
    return datetime.fromisoformat(row.args[name])


async def _wait(turn: Turn) -> timedelta:
    seconds = await policies.value(turn.session, policies.PIECES_WAIT)
    return timedelta(seconds=seconds)
