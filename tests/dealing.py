"""Which of the processes of a run begins with what: each with some of what takes long, so that they end together.

xdist gives each process a share of the tests in their order, and the rest of a share that is not begun yet to who has
done with theirs. A test of a minute at the end of a share could not be shared any more.
"""

from collections.abc import Callable, Sequence
from itertools import cycle, groupby, islice
from typing import TypeVar

T = TypeVar("T")
# files with tests that take many seconds each, the longest first
LONG = (
    "simulation/test_simulate.py",
    "replicas/test_faults.py",
    "replicas/test_crash.py",
    "simulation/test_invariants.py",
    "rules/figures/test_figures.py",
    "stories/figures/",
    "stories/reports/",
    "store/test_backup.py",
    "cli/test_run.py",
    "web/test_browser.py",
    "access/test_matrix.py",
    "rules/test_linear.py",
    "store/test_migrations.py",
    "kb/test_second_look.py",
    "replicas/",
)


def dealt(tests: Sequence[T], processes: int, file_of: Callable[[T], str]) -> list[T]:
    """All of them, the long files dealt out among the shares and first in each; files stay together."""
    files = [(path, list(of_it)) for path, of_it in groupby(tests, file_of)]
    long = sorted((file for file in files if _rank(file[0]) < len(LONG)), key=lambda file: _rank(file[0]))
    shares: list[list[T]] = [[] for _process in range(processes)]
    back_and_forth = cycle([*range(processes), *reversed(range(processes))])
    for (_path, of_it), share in zip(long, back_and_forth, strict=False):
        shares[share] += of_it
    rest = iter([test for path, of_it in files if _rank(path) == len(LONG) for test in of_it])
    left = len(tests)
    for number, share in enumerate(shares):
        size = left // (processes - number)
        share += islice(rest, max(size - len(share), 0))
        left -= len(share)
    return [test for share in shares for test in share] + list(rest)


def _rank(path: str) -> int:
    return next((rank for rank, part in enumerate(LONG) if part in path), len(LONG))
