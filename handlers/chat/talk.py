"""What a flow sees of its talk: the turn, and its own questions and answers."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from errors import BadInput, NotYet
from handlers.chat import paging
from handlers.chat.incoming import Said
from handlers.chat.message import Button, Rows
from handlers.chat.questions import Question
from handlers.chat.talk_rows import TalkRow, card, digest
from handlers.chat.turn import Turn
from i18n import _

T = TypeVar("T")
Asked = Question[T] | Callable[[], Awaitable[Question[T]]]  # a question, or what makes it
BACK, STOP, PAGE = "<", "x", ">"  # the last with a page, and the words looked for


class Waiting(Exception):
    """The flow has asked, and waits."""


class Again(Exception):
    """An answer was taken back: from the top."""


async def made(question: Asked[T]) -> Question[T]:
    return question if isinstance(question, Question) else await question()


class Talk:
    """What a flow sees: the turn, and its own questions and answers."""

    def __init__(
        self,
        turn: Turn,
        row: TalkRow,
        said: Said | None,
        key: str | None,
        *,
        patient: bool = False,
        hint: str = "",
    ) -> None:
        self.turn, self.row, self.person, self.args = turn, row, turn.person, row.args
        self.answers: dict[str, Any] = dict(row.answers)
        self._said, self._key, self._patient = said, key, patient
        self.hint = hint  # why the last answer could not be used: its question is asked again
        self._pending: list[tuple[str, dict[str, Any]]] = []
        self._page, self._sought, self._turned = 0, "", False
        self.stepped_back = False  # what was said is not for this talk

    def say(self, text: str, **more: Any) -> None:
        """A message to the person; dropped when the flow runs again, since it was sent when this line was first reached."""
        self._pending.append((text, more))

    async def ask(self, name: str, question: Asked[T]) -> T:
        """The answer to this question, now or from an earlier run; what makes it is called only if it is asked."""
        if name not in self.answers:
            self._take_or_show(name, await made(question))
        self._pending.clear()
        answer: T = self.answers[name]
        return answer

    def _take_or_show(self, name: str, question: Question[Any]) -> None:
        if self.row.asked == name:
            self._take(name, question)
        if name not in self.answers:
            if self.unexpected:
                self._put_aside()
            self._show(name, question)
            raise Waiting

    @property
    def unexpected(self) -> bool:
        """Whether the flow has changed: this run did not meet the open question, so the message answers nothing."""
        return self._said is not None and bool(self.row.asked)

    def _put_aside(self) -> None:
        """The words stay with the talk, and nothing is made of them."""
        self._said, self._key = None, None
        self.turn.say("", card=self._card(self.row.asked), strips=True)
        self.say(
            _("My questions have changed meanwhile. What you wrote is kept; please answer this one first:")
        )

    async def once(self, name: str, do: Callable[[], Awaitable[T]]) -> T:
        """Calls the function in the first run only, and returns its stored result in later ones."""
        if f"={name}" not in self.answers:
            self.answers[f"={name}"] = await do()
        result: T = self.answers[f"={name}"]
        return result

    def correct(self, *names: str) -> None:
        """Takes these answers back; the flow asks them again."""
        for name in names:
            self.answers.pop(name, None)
        raise Again

    def _take(self, name: str, question: Question[T]) -> None:
        said, key, self._said, self._key = self._said, self._key, None, None
        if said is None:
            return
        self._pending.clear()
        if key is not None and key.startswith(PAGE):
            page, _colon, self._sought = key.removeprefix(PAGE).partition(":")
            self._page, self._turned = int(page) if page.isdecimal() else 0, True
            return
        try:
            self.answers[name] = question.answer(said) if key is None else question.pressed(key)
        except NotYet as kept:
            if str(kept):
                self.turn.say(str(kept))
            raise Waiting from None
        except BadInput as hint:
            if key is None and paging.found(question.options, said.text):
                self._sought = said.text.strip()
                return
            if key is None and self._patient:
                self.stepped_back = True
                raise Waiting from None
            self.say(str(hint))
            return
        if question.goes_on(self.answers[name]):
            self._turned = True
            return
        self.row.asked = ""
        if question.options and not question.share_phone:
            answered = f"{question.prompt}\n✔ {question.label(self.answers[name]) or said.text}"
            beneath = question.afterwards(self.answers[name], self.row.id, name)
            self.turn.say(answered, beneath, card=self._card(name), protected=question.protected)

    def _show(self, name: str, question: Question[T]) -> None:
        self.row.asked = name
        if self.hint:
            self._pending[:] = [(self.hint, {})]  # the rest was said before
        self.flush()
        shown = paging.shown(question.options, self._page, self._sought)
        buttons = [Button(label, self._data(name, key)) for key, label in shown.options]
        lead, rest = buttons[: question.lead], buttons[question.lead :]
        rows = [[button] for button in lead]
        rows += [rest[i : i + question.columns] for i in range(0, len(rest), question.columns)]
        turning = [
            Button(label, self._data(name, f"{PAGE}{to}:{self._sought}")) for to, label in shown.turning
        ]
        card = self._card(name) if buttons else ""
        self.turn.say(
            f"{question.prompt}\n{paging.hint()}" if turning else question.prompt,
            [*rows, turning, *([each] for each in question.beside), *self._controls(name)],
            card=card,
            fresh=not self._turned,
            share_phone=question.share_phone,
            files=question.files,
            protected=question.protected,
        )

    def _controls(self, name: str) -> Rows:
        back = [Button(_("◀ Back"), self._data(name, BACK))] if self._asked() else []
        return [[*back, Button(_("✖ Stop"), self._data(name, STOP))]]

    def _asked(self) -> list[str]:
        """Questions that were answered here, and not known from the start."""
        given = self.args.get("known", [])
        return [name for name in self.answers if not name.startswith("=") and name not in given]

    def back(self) -> str:
        """Undoes the last answer and all that came of it. Its question; "" when there is none."""
        self.row.asked, self._said = "", None
        if not (asked := self._asked()):
            return ""
        names = list(self.answers)
        self.answers = {name: self.answers[name] for name in names[: names.index(asked[-1])]}
        return asked[-1]

    def _data(self, name: str, key: str) -> str:
        return f"t:{self.row.id}:{digest(name)}:{key}"

    def _card(self, name: str) -> str:
        return card(self.row, digest(name))

    def flush(self) -> None:
        for text, more in self._pending:
            self.turn.say(text, **more)
        self._pending.clear()
