"""The watchdog: a parent process ends a desk that hangs, and restarts one that crashed.

The desk counts a beat in memory that both share, and notes there what it is working on: that survives the desk, and costs
no commit. The parent notices a hang from outside, even in code that holds the GIL.
"""

import ctypes
import faulthandler
import logging
import mmap
import os
import select
import signal
import struct
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from errors import Misconfigured

log = logging.getLogger(__name__)
LOOK = 1.0  # seconds between two checks of the heartbeat
TO_CLOSE = (
    6.0  # seconds from the signal to end until it ends; with all that follows less than ten on a busy machine
)
STILL = 4.0  # seconds without a heartbeat until the process counts as stopped; a closing process beats almost to the end
TO_TELL = 0.5  # seconds for the traceback of the hanging process
PAUSE = 1.0  # seconds before it is started again
MOST = 64  # rows of one kind noted at most
KINDS = ("inbox", "job")
ENDED_WELL, MISCONFIGURED = 0, 2
_PART = struct.Struct(f"<q{MOST}q")  # how many, and their numbers
_BEAT = struct.Struct("<qq")  # how often, and the seconds without one after which it hangs
_WORDS = _BEAT.size + len(KINDS) * _PART.size
SIZE = 4096


class Watch:
    """What the desk tells its parent."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, SIZE)
        self.before: dict[str, list[int]] = {
            kind: [] for kind in KINDS
        }  # what was under way when the last one died

    @property
    def beats(self) -> tuple[int, int]:
        count, longest = _BEAT.unpack_from(self._shared)
        return count, longest

    def beat(self, longest: int) -> None:
        """`longest`: seconds that anything may take."""
        _BEAT.pack_into(self._shared, 0, self.beats[0] + 1, longest)

    def note(self, kind: str, numbers: Sequence[int]) -> None:
        """These rows are being worked on; none: nothing is."""
        few = [*numbers][:MOST]
        _PART.pack_into(self._shared, _at(kind), len(few), *few, *[0] * (MOST - len(few)))

    def noted(self, kind: str) -> list[int]:
        count, *numbers = _PART.unpack_from(self._shared, _at(kind))
        return numbers[:count]

    @property
    def last_words(self) -> str:
        return self._shared[_WORDS:].rstrip(b"\0").decode("utf8", "replace")

    def say(self, words: str) -> None:
        """Why there will be no desk."""
        self._shared[_WORDS:] = words.encode()[: SIZE - _WORDS].ljust(SIZE - _WORDS, b"\0")

    def renewed(self) -> None:
        """For the next desk: what its predecessor left undone."""
        self.before = {kind: self.noted(kind) for kind in KINDS}
        self._shared[:] = bytes(SIZE)


def _at(kind: str) -> int:
    return _BEAT.size + KINDS.index(kind) * _PART.size


def kept_running(work: Callable[[Watch], None]) -> int:
    """Runs `work` in a process of its own until it ends well or somebody says so; its exit code. Raises Misconfigured."""
    watch, parent = Watch(), _Parent()
    with parent:
        while True:
            code = parent.attend(watch, work)
            if code == MISCONFIGURED:
                raise Misconfigured(watch.last_words)
            if (
                parent.told or code == ENDED_WELL or not watch.beats[0]
            ):  # what never opened would not the next time
                return ENDED_WELL if parent.told else code
            log.error("the desk has ended (%s); it is started again", code)
            watch.renewed()
            time.sleep(PAUSE)


class _Parent:
    """Passes on the signals to end; ends what does not end by itself."""

    def __init__(self) -> None:
        self.told, self._child = 0.0, 0
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> None:
        self._handlers = {
            each: signal.signal(each, self._pass_on) for each in (signal.SIGINT, signal.SIGTERM)
        }

    def __exit__(self, *_: object) -> None:
        for each, handler in self._handlers.items():
            signal.signal(each, handler)

    def _pass_on(self, number: int, _frame: object) -> None:
        self.told = self.told or time.monotonic()
        if self._child:
            with suppress(ProcessLookupError):
                os.kill(self._child, number)

    def attend(self, watch: Watch, work: Callable[[Watch], None]) -> int:
        """Until the child is gone: its exit code, or less than nothing for the signal that ended it."""
        if self.told:
            return ENDED_WELL
        alive, held = os.pipe()  # readable when nobody holds the other end any more
        parent, self._child = os.getpid(), os.fork()
        if not self._child:
            os.close(alive)
            _be_the_desk(parent, watch, work)
        os.close(held)
        try:
            self._look(watch, alive)
        finally:
            os.close(alive)
        return os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1])

    def _look(self, watch: Watch, alive: int) -> None:
        seen, silent = 0, 0.0
        while not select.select([alive], [], [], LOOK)[0]:
            beats, longest = watch.beats
            # looks are counted, not seconds: a machine that was asleep has a desk that was asleep, too
            seen, silent = beats, 0.0 if beats != seen else silent + LOOK
            hangs = beats > 0 and silent >= STILL
            if self.told and (hangs or time.monotonic() - self.told > TO_CLOSE):
                self._end("it does not close")
                break
            if beats and silent > longest:
                self._end(f"it has hung for {longest} s")
                break

    def _end(self, why: str) -> None:
        log.error("the desk is ended: %s; where it was:", why)
        os.kill(self._child, signal.SIGUSR1)  # it writes its traceback, even while the GIL is held
        time.sleep(TO_TELL)
        os.kill(self._child, signal.SIGKILL)


def _be_the_desk(parent: int, watch: Watch, work: Callable[[Watch], None]) -> None:
    """Never returns in the child; the caller goes on in the parent."""
    code = 1
    try:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.default_int_handler)
        _end_with(parent)
        faulthandler.register(signal.SIGUSR1, file=2)
        work(watch)
        code = ENDED_WELL
    except Misconfigured as error:
        watch.say(str(error))
        code = MISCONFIGURED
    except KeyboardInterrupt:
        code = ENDED_WELL
    except BaseException:
        log.exception("the desk has failed")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _end_with(parent: int) -> None:
    """A desk ends at once when its parent was killed, so that another can take its place (Linux; elsewhere at its next heartbeat)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(1)
