"""The steps of a process as one table: from which states, to which, and who may take them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from errors import NotAllowed, Stale
from i18n import _

StateT = TypeVar("StateT", bound=StrEnum)
PartT = TypeVar("PartT", bound=StrEnum)


def moved_on(number: str, state: StateT, names: Mapping[StateT, str]) -> Stale:
    """The refusal of what the state of a record does not allow any more."""
    return Stale(_("{number} is {state} now.").format(number=number, state=_(names[state])))


def colleague_was_quicker(number: str, state: StateT, names: Mapping[StateT, str]) -> Stale:
    return Stale(
        _("A colleague was quicker: {number} is {state} now.").format(number=number, state=_(names[state]))
    )


def has_changed(number: str) -> str:
    """Said before a record is shown as it stands now."""
    return _("{number} has changed meanwhile; this is where we are:").format(number=number)


@dataclass(frozen=True)
class Rule(Generic[StateT, PartT]):
    """`to` None: the process says which state it is."""

    of: tuple[StateT, ...]
    to: StateT | None
    parts: frozenset[PartT]

    def allows(self, state: StateT, parts: Collection[PartT]) -> bool:
        """Whether somebody of these parts may take it now."""
        return state in self.of and not self.parts.isdisjoint(parts)

    def check(
        self,
        number: str,
        state: StateT,
        parts: Collection[PartT],
        names: Mapping[StateT, str],
        not_theirs: str,
    ) -> None:
        """Raises NotAllowed for who may not, in the words `not_theirs`; Stale when it has moved on."""
        if self.parts.isdisjoint(parts):
            raise NotAllowed(not_theirs)
        if state not in self.of:
            raise moved_on(number, state, names)


def rule(of: StateT | tuple[StateT, ...], to: StateT | None, *parts: PartT) -> Rule[StateT, PartT]:
    return Rule(of if isinstance(of, tuple) else (of,), to, frozenset(parts))
