"""Questions of a talk: each knows how it is shown, what answers it, and what to say when it was no answer.

An answer is something JSON can hold, for it is kept in the talk's row.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar, cast

from desk.phones import phone_number
from errors import BadInput
from handlers.chat.incoming import Said
from handlers.chat.message import Button, Rows
from handlers.chat.replies import bare, meant, yes_or_no
from i18n import N_, _

T = TypeVar("T")
SKIP = "skip"


@dataclass(frozen=True)
class Question(Generic[T]):
    """`options` are the buttons: key → label."""

    prompt: str
    options: Sequence[tuple[str, str]] = field(default=(), kw_only=True)
    columns: int = field(default=1, kw_only=True)
    lead: int = field(
        default=0, kw_only=True
    )  # so many options have a row of their own, ahead of the columns
    share_phone: str = field(default="", kw_only=True)
    files: tuple[int, ...] = field(default=(), kw_only=True)
    beside: tuple[Button, ...] = field(default=(), kw_only=True)  # buttons of cards under its own
    protected: bool = field(default=False, kw_only=True)  # not to be forwarded or saved

    def afterwards(self, answer: object, talk: int, question: str) -> Rows:
        """Buttons that stand under it once it is answered: more may be told, at any time, and nothing waits for it."""
        return ()

    def goes_on(self, answer: object) -> bool:
        """Whether this answer only changes what the question shows: it stays open where it stands."""
        return False

    def pressed(self, key: str) -> T:
        """Raises BadInput for a key that is not offered."""
        if key not in dict(self.options):
            raise BadInput(_("That button belongs to an earlier question."))
        return cast(T, key)

    def heard(self, said: Said) -> T:
        """Raises BadInput, with what to do, when it is no answer."""
        raise NotImplementedError

    def answer(self, said: Said) -> T:
        """What was said as an answer; a button's label may come as words, too. Raises BadInput."""
        key = next((key for key, label in self.options if label == said.text), None)
        return self.heard(said) if key is None else self.pressed(key)

    def label(self, answer: object) -> str:
        return dict(self.options).get(str(answer), "")


@dataclass(frozen=True)
class Words(Question[str]):
    """Free text; what is sent along is kept with it. With an option (such as *skip*) a press answers it too."""

    longest: int = 4000
    shortest: int = 1

    def heard(self, said: Said) -> str:
        words = said.text.strip()
        if SKIP in dict(self.options) and yes_or_no(words) is False:
            return SKIP
        if said.attachments and not words:
            raise BadInput(_("Thank you, I have kept it. Please add a few words too."))
        if len(words) < self.shortest:
            raise BadInput(_("Please write a few words more."))
        return words[: self.longest]


class Anything(Words):
    """Words, or only a file."""

    def heard(self, said: Said) -> str:
        return said.text.strip() or ("📎" if said.attachments else super().heard(said))


@dataclass(frozen=True)
class Choice(Question[str]):
    """One of the buttons; its label or its number may be typed as well."""

    def heard(self, said: Said) -> str:
        words = said.text.strip().lower()
        for ways in (self._labels(), self._numbers(), self._keys()):
            if words and words in ways:
                return ways[words]
        if (found := meant(self.options, said.text)) is not None:
            return found
        raise BadInput(_("Please press one of the buttons."))

    def _labels(self) -> dict[str, str]:
        return {bare(label): key for key, label in reversed(self.options)}

    def _numbers(self) -> dict[str, str]:
        """Nobody sees a key: what looks like the number of a record is the place of the button."""
        return {str(number): key for number, (key, _label) in enumerate(self.options, start=1)}

    def _keys(self) -> dict[str, str]:
        return {key: key for key, _label in self.options}


@dataclass(frozen=True)
class Which(Choice):
    """One of several records; what only one of their labels has is enough: its number, its name, a part of it."""

    def heard(self, said: Said) -> str:
        words = said.text.strip().casefold()
        found = [key for key, label in self.options if len(words) > 1 and words in label.casefold()]
        return found[0] if len(found) == 1 else super().heard(said)


@dataclass(frozen=True)
class YesNo(Question[bool]):
    yes: str = N_("✅ Yes")
    no: str = N_("❌ No")

    def __post_init__(self) -> None:
        more = tuple(self.options)
        object.__setattr__(self, "options", (("yes", _(self.yes)), ("no", _(self.no)), *more))

    def pressed(self, key: str) -> bool:
        return {"yes": True, "no": False}.get(key, cast(bool, key))

    def heard(self, said: Said) -> bool:
        words = said.text.strip().lower().rstrip("。.!！~ ")
        if words in (bare(_(self.yes)), "1"):
            return True
        if words in (bare(_(self.no)), "2"):
            return False
        if (answer := yes_or_no(said.text)) is not None:
            return answer
        raise BadInput(_("Please press one of the buttons."))

    def label(self, answer: object) -> str:
        return (
            dict(self.options)["yes" if answer is True else "no"]
            if isinstance(answer, bool)
            else super().label(answer)
        )


@dataclass(frozen=True)
class Phone(Question[str]):
    """A phone number, shared by a button or typed; answered as E.164."""

    def heard(self, said: Said) -> str:
        if SKIP in dict(self.options) and yes_or_no(said.text) is False:
            return SKIP
        return phone_number(said.phone or said.text)
