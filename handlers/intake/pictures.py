"""Customers' pictures are read in the background, and what stands in them is a part of the question (INT-1, INT-6).

picture ─▶ "I am looking at it" ─▶ a job reads it ─▶ "I read E1007 in your picture: is it this?" ─▶ yes: words of the problem
                                        └▶ nothing, or not in time ─▶ asked in words               └▶ no, other words: those

Where nothing waits for it, further on in a report, it is read without a word, and its error code goes onto the ticket.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from desk import policies
from desk.files import File
from desk.hotline.messages import TicketMessage
from desk.jobs import PICTURES
from desk.ticket import Ticket
from errors import BadInput, Passing
from handlers.chat.flows import Talk
from handlers.chat.incoming import Said
from handlers.chat.jobs import job
from handlers.chat.questions import Choice, Question
from handlers.chat.talk_rows import UNTIL, TalkRow
from handlers.chat.turn import Reading, Turn
from handlers.intake import intents, keywords, screen_text
from i18n import _, plain
from kb.search.problem_base import ProblemBase
from kb.text.normalise import written_codes

# in `args` of a talk that waits: numbers under way, until when, and how many there were
READING, READ_BY, TAKEN = "reading", "read_by", "pictures"
PROBLEM, SEEN, ANSWER = "problem", "=seen", "seen"  # among the answers of a report
YES, NO = "yes", "no"
LONGEST_TEXT = 6000  # characters kept of one picture
SHORT = 30  # characters of an answer that says no more than a code
_DENIES = re.compile(r"(?:(?:no|nope|not|wrong)\b|不|错|没)", re.IGNORECASE)


def to_read(turn: Turn) -> list[File]:
    """The pictures of what is being said."""
    files = turn.recorded.files if turn.reads_pictures and turn.recorded else []
    return [file for file in files if not file.missing and (file.kind == "photo" or _is_image(file))]


def _is_image(file: File) -> bool:
    return file.kind == "document" and file.mime.startswith("image/")


def under_way(row: TalkRow) -> bool:
    return bool(row.args.get(READING))


async def look(turn: Turn, row: TalkRow) -> bool:
    """Has them read for a talk that waits; they hear it once. Whether there is anything to wait for."""
    taken = row.args.get(TAKEN, 0)
    numbers = await _asked(turn, row, taken)
    if not numbers:
        return False
    until = turn.now + await _longest(turn)
    row.args = {
        **row.args,
        READING: [*row.args.get(READING, []), *numbers],
        READ_BY: until.isoformat(),
        TAKEN: taken + len(numbers),
    }
    if not taken:
        turn.say(_("🔎 Thank you, I am looking at your picture. One moment, please."))
    return True


async def look_quietly(turn: Turn, row: TalkRow) -> None:
    """Nothing waits for these, and nobody hears of it."""
    await _asked(turn, row, 0)


async def _asked(turn: Turn, row: TalkRow, taken: int) -> list[int]:
    pictures = to_read(turn)
    if not pictures:
        return []
    most = await policies.value(turn.session, policies.PICTURES_READ)
    until = turn.now + await _longest(turn)
    await turn.session.flush()  # their numbers
    numbers = [file.id for file in pictures[: max(0, most - taken)]]
    for number in numbers:
        await read_picture(turn, number, row.id, until.isoformat())
    return numbers


@job(queue_key=PICTURES, quiet=True)
async def read_picture(turn: Turn, number: int, talk: int, until: str) -> None:
    file = await turn.session.get(File, number, options=[undefer(File.content)])
    keep = partial(_keep, turn, number, talk)
    late = turn.now > datetime.fromisoformat(until)
    if file is not None and file.content is None and file.due_at is not None and not late:
        raise Passing("the picture is not here yet")
    if file is None or file.content is None or late:
        turn.keeps.append(partial(keep, lines=()))
        return
    longest = await _longest(turn)
    idle = await policies.value(turn.session, policies.PICTURE_IDLE)
    turn.reading = Reading(file.content, longest, idle, keep)


async def _longest(turn: Turn) -> timedelta:
    seconds = await policies.value(turn.session, policies.PICTURE_LONGEST)
    return timedelta(seconds=seconds)


async def _keep(turn: Turn, number: int, talk: int, session: AsyncSession, lines: Sequence[str]) -> None:
    """Without secrets, beside the picture. Once all are read, what waits for them is answered."""
    file = await session.get(File, number)
    if file is not None and lines:
        file.text = plain.without_secrets("\n".join(lines))[:LONGEST_TEXT]
        await _note_code(turn.base, session, file)
    row = await session.get(TalkRow, talk, with_for_update=True)
    if row is None or row.ended or number not in row.args.get(READING, []):
        return
    left = [each for each in row.args[READING] if each != number]
    row.args = {**row.args, READING: left}
    if not left:
        turn.wakes = row.id, datetime.fromisoformat(row.args[UNTIL])


async def _note_code(base: ProblemBase, session: AsyncSession, file: File) -> None:
    """The ticket may have been filed meanwhile."""
    said = await session.get(TicketMessage, file.message_id) if file.message_id else None
    ticket = await session.get(Ticket, said.ticket_id) if said and said.ticket_id else None
    if ticket is not None and ticket.is_open and not ticket.error_code:
        ticket.error_code = _first_code(base, [file.text or ""])


def _first_code(base: ProblemBase, texts: Sequence[str]) -> str:
    found = screen_text.seen_in(base, texts).codes
    return keywords.error_code(found[0]) if found else ""


async def seen(turn: Turn, talk: int) -> dict[str, Any]:
    """What was read in the pictures of this talk: the error codes, and the lines that tell of the problem."""
    found = screen_text.seen_in(turn.base, await _texts(turn.session, talk))
    return {"codes": list(found.codes), "lines": list(found.lines), "words": ""}


async def code(talk: Talk) -> str:
    """The error code for the ticket, when the words have none; "" when they have said that it was read wrongly."""
    if not talk.turn.reads_pictures or talk.answers.get(ANSWER) == NO:
        return ""
    return _first_code(talk.turn.base, await _texts(talk.turn.session, talk.row.id))


async def _texts(session: AsyncSession, talk: int) -> list[str]:
    query = select(File.text).join(TicketMessage, TicketMessage.id == File.message_id)
    query = query.where(TicketMessage.talk_id == talk, File.text.is_not(None)).order_by(File.id)
    return [text for text in await session.scalars(query) if text]


# --- in a report


async def problem(talk: Talk, question: Question[str]) -> str:
    """Their words, and what was read in their picture, as far as they say that it is right."""
    read = talk.answers.get(SEEN)
    if read is None or not read["lines"]:
        return await talk.ask(PROBLEM, question)
    said = await talk.ask(ANSWER, _is_it_this(read))
    if said == NO:
        await talk.ask(PROBLEM, question)
    return so_far(talk.answers)


def so_far(answers: Mapping[str, Any]) -> str:
    """The problem as far as it is said; "" when it is not."""
    read, said, words = answers.get(SEEN), answers.get(ANSWER), str(answers.get(PROBLEM, ""))
    if read is None:
        return words
    if said not in (None, NO):
        words = _told(read, said)
    return "\n".join(dict.fromkeys(filter(None, (read["words"], words))))


def rewritten(talk: Talk) -> None:
    """They write the problem again: the picture says nothing of it any more."""
    for name in (SEEN, ANSWER):
        talk.answers.pop(name, None)


def _told(read: Mapping[str, Any], said: str) -> str:
    """The words read in the picture that the answer confirms; other words correct them or are added."""
    lines = [str(line) for line in read["lines"]]
    if said == YES:
        return "\n".join(lines)
    if said in read["codes"]:
        return said
    if len(said) <= SHORT and (codes := written_codes(said)):
        return codes[0]  # "no, it is E1008"
    corrects = bool(keywords.error_code(said) or _DENIES.match(said.lstrip()))
    return said if corrects else "\n".join([*lines, said])


@dataclass(frozen=True)
class IsItThis(Choice):
    """Other words than the buttons are what it is."""

    def heard(self, said: Said) -> str:
        try:
            return super().heard(said)
        except BadInput:
            intents.decline_small_talk(said.text)
            if not said.text.strip():
                raise
            return said.text.strip()


def _is_it_this(read: Mapping[str, Any]) -> IsItThis:
    codes, lines = read["codes"], "\n".join(read["lines"])
    if len(codes) > 1:
        prompt = _("🔎 I read these codes in your picture. Which is it about?")
        options = [*((each, each) for each in codes), (NO, _("❌ None of them, I will type it"))]
        return IsItThis(prompt, options=options)
    prompt = _("🔎 I read this in your picture:\n{lines}\n\nIs it this?")
    if codes:
        prompt = _("🔎 I read {code} in your picture:\n{lines}\n\nIs it this?")
    text = prompt.format(code="".join(codes), lines=lines)
    return IsItThis(text, options=[(YES, _("✅ Yes")), (NO, _("❌ No, I will type it"))])


def what_goes_wrong(talk: Talk) -> str:
    """The question for words, when a picture came and did not say enough; "" when none was looked at."""
    read = talk.answers.get(SEEN)
    if read is None:
        return ""
    if read["lines"]:
        return _("All right. In a few words: what goes wrong? If the screen shows a code, please add it.")
    return _("I cannot make out any words in your picture; I have kept it. In a few words: what goes wrong?")
