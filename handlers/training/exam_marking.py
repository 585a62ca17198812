"""Short answers that are almost right: the trainer decides, one answer a card (TRN-3)."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import require
from desk.people import Person
from desk.roles import TRAINERS
from desk.training import attempts, question_bank
from desk.training.attempt import Attempt
from desk.training.exams import Exam
from errors import NotFound
from handlers.chat.cards import button, verb
from handlers.chat.message import Message
from handlers.chat.turn import Turn
from handlers.training import exam_formatting
from i18n import _
from i18n.joining import labelled
from store import row_number


async def card(session: AsyncSession, attempt: Attempt, viewer: Person) -> Message:
    """The first answer that is not decided; without names, so that nobody is favoured."""
    exam = await session.get_one(Exam, attempt.exam_id)
    number = attempt.undecided[0]
    asked = (await question_bank.those(session, [number]))[number]
    lines = [
        f"{attempt.number} · {exam_formatting.title(exam)}",
        asked.asks(attempt.language),
        labelled(_("Expected"), " / ".join(map(str, asked.right))),
        labelled(_("Answered"), attempt.answers.get(str(number), "")),
        _("Is it right?"),
    ]
    good, bad = (
        button(label, "decide_answer", attempt.id, 0, f"{number}.{key}")
        for key, label in (("1", _("✔ Right")), ("0", _("✖ Wrong")))
    )
    return Message(
        viewer.id,
        "\n".join(lines),
        title=_("⚖️ An answer to decide"),
        rows=[[good, bad]],
        card=f"marking:{attempt.id}",
    )


@verb
async def decide_answer(turn: Turn, number: int, version: int, extra: str) -> None:
    """Pressed twice, the first one counts."""
    require(turn.person, *TRAINERS)
    attempt = await turn.session.get(Attempt, number)
    question, _dot, good = extra.partition(".")
    asked = row_number(question)
    if attempt is None or asked is None or asked not in attempt.versions:
        raise NotFound(_("I cannot find that exam."))
    await attempts.decide(turn.session, attempt, asked, good == "1", turn.person, turn.now)
    if attempt.undecided:
        turn.replies.append(await card(turn.session, attempt, turn.person))
    else:
        turn.say(_("Thank you. The result is on its way."), card=f"marking:{attempt.id}")
