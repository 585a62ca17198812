"""What takes long is no part of a step: a function marked here is only asked for there, and is run beside (desk/jobs.py)."""

from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any, TypeVarTuple

from desk import jobs
from handlers.chat.registry import Registry
from handlers.chat.turn import Turn

Given = TypeVarTuple("Given")  # as JSON keeps it
JOBS: Registry[Callable[..., Awaitable[None]]] = Registry()


def errand(
    lane: str = "",
) -> Callable[
    [Callable[[Turn, *Given], Awaitable[None]]], Callable[[Turn, *Given], Coroutine[Any, Any, None]]
]:
    """Its turn has a look at the database and no more. What it finds goes into the replies, and what is to be kept into `keeps`.

    Those of one lane are done one after the other; without one, those of a person are.
    """

    def mark(
        function: Callable[[Turn, *Given], Awaitable[None]],
    ) -> Callable[[Turn, *Given], Coroutine[Any, Any, None]]:
        name = function.__name__
        JOBS.mark(function, function.__module__)

        @wraps(function)
        async def ask(turn: Turn, *given: *Given) -> None:
            await jobs.ask(
                turn.session, name, given, turn.person, turn.now, account=turn.account, topic=turn.topic, lane=lane
            )  # fmt: skip

        return ask

    return mark
