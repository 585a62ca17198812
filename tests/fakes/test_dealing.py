"""Long tests are shared out, and come first in each share; none is lost."""

import pytest

from tests.dealing import dealt

SHORT = [f"tests/rules/test_a.py::{n}" for n in range(7)] + [f"tests/web/test_chat.py::{n}" for n in range(4)]
LONG = [
    "tests/replicas/test_crash.py::1",
    "tests/replicas/test_crash.py::2",
    "tests/simulation/test_simulate.py::1",
]


def _file(test: str) -> str:
    return test.partition("::")[0]


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_each_share_begins_with_something_long(processes: int) -> None:
    given = dealt([*SHORT, *LONG], processes, _file)
    assert sorted(given) == sorted([*SHORT, *LONG])
    assert given[0] == LONG[2]
    if processes == 2:
        assert given[len(given) // 2 :][:2] == LONG[:2]


def test_more_that_is_long_than_one_share_holds() -> None:
    many = [f"tests/replicas/test_crash.py::{n}" for n in range(9)]
    assert sorted(dealt([*many, SHORT[0]], 2, _file)) == sorted([*many, SHORT[0]])
