"""Limits of one person: open windows, and the message rate over all of them."""

from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager

from errors import BadInput
from i18n import _

OPEN = 12  # open connections of one person; each holds a file descriptor
PACE = 40, 10.0  # messages, seconds: rate limit of one person
KNOWN = 1_000  # people whose message rate is kept in memory; beyond it, those silent for the whole window are dropped


class Lines:
    """Of all browsers that this process serves."""

    def __init__(self) -> None:
        self._open = Counter[int]()
        self._lately: dict[int, deque[float]] = {}

    @contextmanager
    def one_more(self, who: int) -> Iterator[bool]:
        """Whether there may be one more; it is counted while it is open."""
        if self._open[who] >= OPEN:
            yield False
            return
        self._open[who] += 1
        try:
            yield True
        finally:
            self._open[who] -= 1
            if not self._open[who]:
                del self._open[who]

    def keep_pace(self, who: int, now: float) -> None:
        """Raises BadInput for one message too many."""
        most, seconds = PACE
        if len(self._lately) > KNOWN:
            self._lately = {each: said for each, said in self._lately.items() if now - said[-1] < seconds}
        lately = self._lately.setdefault(who, deque(maxlen=most))
        if len(lately) == most and now - lately[0] < seconds:
            raise BadInput(_("That was a lot at once. Please wait a moment, then send it again."))
        lately.append(now)
