"""Background jobs: a call of a function marked `@job()` only adds a row; the function runs later, outside the step (desk/jobs.py)."""

from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any, TypeVarTuple

from desk import jobs
from handlers.chat.registry import Registry
from handlers.chat.turn import Turn

Given = TypeVarTuple("Given")  # values that JSON can hold
JOBS: Registry[Callable[..., Awaitable[None]]] = Registry()
QUIET: set[str] = set()  # their names


def job(
    queue_key: str = "", *, quiet: bool = False
) -> Callable[
    [Callable[[Turn, *Given], Awaitable[None]]], Callable[[Turn, *Given], Coroutine[Any, Any, None]]
]:
    """The function only reads the database. Its results are replies; what must be written goes into `turn.keeps`.

    Jobs with the same key run one after the other; without a key, the jobs of one person do. Nobody hears how a quiet one goes.
    """

    def mark(
        function: Callable[[Turn, *Given], Awaitable[None]],
    ) -> Callable[[Turn, *Given], Coroutine[Any, Any, None]]:
        name = function.__name__
        JOBS.mark(function, function.__module__)
        if quiet:
            QUIET.add(name)

        @wraps(function)
        async def ask(turn: Turn, *given: *Given) -> None:
            await jobs.ask(
                turn.session, name, given, turn.person, turn.now,
                account=turn.account, topic=turn.topic, queue_key=queue_key,
            )  # fmt: skip

        return ask

    return mark
