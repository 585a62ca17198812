"""Cards: messages with buttons that act on a record. `c:verb:record:version:extra`, checked again at each press.

A press is refused when the person may not do it, and answered with the record as it stands now when the card is old.
"""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Protocol, TypeVar

from desk.steps import has_changed
from errors import Stale
from handlers.chat import flows
from handlers.chat.message import Button
from handlers.chat.registry import Registry
from handlers.chat.turn import Turn
from i18n import _
from store import row_number

Verb = Callable[[Turn, int, int, str], Awaitable[None]]
VERBS: Registry[Verb] = Registry()


def verb(function: Verb) -> Verb:
    """What a button does, under the function's name; buttons name it (a test holds the two together)."""
    VERBS.mark(function, function.__module__)
    return function


class Counted(Protocol):
    """A record that counts its changes."""

    @property
    def version(self) -> int: ...


class Numbered(Counted, Protocol):
    """One that people know by its number."""

    @property
    def number(self) -> str: ...


Record = TypeVar("Record", bound=Counted)
Known = TypeVar("Known", bound=Numbered)
Action = Callable[[Turn, Record, str], Awaitable[None]]
CHECKED: set[str] = set()  # the verbs whose buttons carry a version


def if_unchanged(
    load: Callable[[Turn, int], Awaitable[Record]],
    show: Callable[[Turn, Record], Awaitable[None]],
    check: Callable[[Turn, Record], Awaitable[None]] | None = None,
) -> Callable[[Action[Record]], Verb]:
    """A verb that acts on a record only as its card shows it; after a change the card is shown as it stands now.

    `load` finds the record and checks permission, else it raises NotAllowed or NotFound; `check` raises Refused for what
    the version does not tell. A verb that means the same at any version needs no such guard, and its buttons carry none.
    """

    def guard(action: Action[Record]) -> Verb:
        CHECKED.add(action.__name__)

        @wraps(action)
        async def checked(turn: Turn, number: int, version: int, extra: str) -> None:
            record = await load(turn, number)
            if record.version != version:
                return await show(turn, record)
            if check:
                await check(turn, record)
            return await action(turn, record, extra)

        return checked

    return guard


def says_it_changed(
    show: Callable[[Turn, Known], Awaitable[None]],
) -> Callable[[Turn, Known], Awaitable[None]]:
    """The `show` of `if_unchanged`, after a sentence why the button did nothing."""

    @wraps(show)
    async def said(turn: Turn, record: Known) -> None:
        turn.say(has_changed(record.number))
        await show(turn, record)

    return said


def as_begun(talk: flows.Talk, record: Known) -> Known:
    """The record of a talk as it was when they began. Raises Stale when somebody was quicker."""
    if record.version != talk.args["version"]:
        raise not_made(record.number)
    return record


def not_made(number: str) -> Stale:
    return Stale(_("{number} has changed meanwhile; your change was not made.").format(number=number))


def button(label: str, does: str, number: int, version: int = 0, extra: str | int = "") -> Button:
    return Button(label, f"c:{does}:{number}:{version}:{extra}")


async def pressed(turn: Turn) -> None:
    """A button of a talk's question, or of a card."""
    kind = turn.said.button.partition(":")[0]
    if kind == "t" and turn.said.button.count(":") >= 3:
        return await flows.press(turn)
    return await press(turn)


async def press(turn: Turn) -> None:
    """Does what the button says, if it is one of ours."""
    parts = turn.said.button.split(":", 4)
    does = VERBS.get(parts[1]) if len(parts) == 5 else None
    number, version = (row_number(part) for part in parts[2:4]) if does else (None, None)
    if does is None or number is None or version is None:
        turn.say(_("I do not know this button any more. Just write me what you need."))
        return
    await does(turn, number, version, parts[4])
