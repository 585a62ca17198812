"""A question of a form as it is asked in chat, and its answer as it is kept: surveys and the forms of projects (VIS-3, PRJ-12)."""

from dataclasses import dataclass
from typing import Any

from desk.surveys.forms import Form, FormQuestion, QuestionKind, text
from errors import BadInput
from handlers.chat.flows import Talk
from handlers.chat.incoming import Said
from handlers.chat.message import Button
from handlers.chat.questions import SKIP, Choice, Words, YesNo
from handlers.surveys import scores
from i18n import _, spoken


@dataclass(frozen=True)
class Photo(Words):
    """A picture or a file; words, if there is none."""

    def heard(self, said: Said) -> str:
        if said.attachments:
            return "📎"
        raise BadInput(_("Please send a picture, or press the button to go on without one."))


@dataclass(frozen=True)
class Score(Choice):
    """A score, typed as people do: `5`, `5分`, `非常满意`, `1分，太差了`."""

    most: int = 5

    def heard(self, said: Said) -> str:
        score, _rest = scores.read(said.text, self.most, asked=True)
        return str(score) if score else super().heard(said)


async def answers(talk: Talk, form: Form) -> dict[str, Any]:
    """Question by question, as the form says."""
    found: dict[str, Any] = {}
    question: FormQuestion | None = form.first
    while question is not None:
        found[question.id] = await answer(talk, question, text(question.ask, spoken().language))
        question = form.after(question, found[question.id])
    return found


async def answer(talk: Talk, question: FormQuestion, words: str, beside: tuple[Button, ...] = ()) -> Any:
    """As it is kept: a number, a key, words, or the numbers of the files."""
    said = await talk.ask(question.id, shown(question, words, beside))
    if question.kind is QuestionKind.SCALE:
        return int(str(said))
    if question.kind is QuestionKind.PHOTO and said != SKIP:
        return await talk.once(f"files {question.id}", lambda: _files(talk))
    return "" if said == SKIP else {True: "yes", False: "no"}.get(said, said)


async def _files(talk: Talk) -> list[int]:
    return [file.id for file in talk.turn.recorded.files] if talk.turn.recorded else []


def shown(question: FormQuestion, words: str, beside: tuple[Button, ...] = ()) -> Any:
    """As buttons where there are choices; what is optional may be skipped."""
    choices = question.choices(spoken().language)
    skip = [(SKIP, _("Nothing more"))] if question.kind is QuestionKind.WORDS else [(SKIP, _("Skip"))]
    more = skip if question.optional else []
    if question.kind is QuestionKind.PHOTO:
        return Photo(words, options=more, beside=beside)
    if question.kind is QuestionKind.WORDS:
        return Words(words, options=more, beside=beside)
    if [key for key, _label in choices] == ["yes", "no"] and not more:
        return YesNo(words, yes=choices[0][1], no=choices[1][1], beside=beside)
    if question.kind is QuestionKind.SCALE:
        return Score(words, options=[*choices, *more], columns=5, most=question.most, beside=beside)
    return Choice(words, options=[*choices, *more], beside=beside)
