"""`kefu calendar`."""

import pytest

from tests.cli.conftest import Cli


def test_hours_are_set_and_listed(kefu: Cli) -> None:
    """SLA-2: a new region begins with the hours of everywhere else."""
    assert kefu.json("calendar", "list")[""]["support"] == "daily 08:30-22:00"
    kefu("calendar", "set", "--support", "Mon-Fri 09:00-18:00", "--closed-on-holidays")
    kefu("calendar", "set", "--region", "Europa", "--zone", "Europe/Berlin", "--country", "DE")
    europa = kefu.json("calendar", "list")["Europa"]
    assert (europa["support"], europa["zone"], europa["open_on_holidays"]) == (
        "Mon-Fri 09:00-18:00",
        "Europe/Berlin",
        False,
    )
    assert "so already" in kefu("calendar", "set", "--region", "Europa", "--country", "DE")


def test_a_day_of_its_own_is_given_and_taken_back(kefu: Cli) -> None:
    """SLA-2: half days, for one kind of hours or both."""
    kefu("calendar", "except", "2026-02-13", "08:30-12:00")
    kefu("calendar", "except", "2026-03-07", "9:00-17:00", "--only", "working")
    everywhere = kefu.json("calendar", "list")[""]
    assert everywhere["support_days"] == {"2026-02-13": "08:30-12:00"}
    assert everywhere["working_days"] == {"2026-02-13": "08:30-12:00", "2026-03-07": "09:00-17:00"}
    assert "14:00" in kefu("calendar", "due", "2026-03-07 13:00", "1h working")
    kefu("calendar", "except", "2026-02-13", "usual")
    assert kefu.json("calendar", "list")[""]["support_days"] == {}


def test_a_due_time_says_what_it_leaves_out(kefu: Cli) -> None:
    shown = kefu("calendar", "due", "2026-09-30 11:30", "8h working")
    assert "Thu 8 Oct 12:00" in shown
    assert "National Day" in shown


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("set", "--working", "Mon 8"), "no time of day"),
        (("set", "--zone", "Europe/Suzhou"), "no time zone"),
        (("set", "--country", "ZZ"), "No public holidays are known"),
        (("set",), "Say what to set"),
        (("except", "2026-02-30", "closed"), "not a date"),
        (("except", "2026-02-13", "noon"), "no time of day"),
        (("except", "2026-02-13", "closed", "--only", "lunch"), "support working"),
    ],
)
def test_what_cannot_be_meant_is_refused(kefu: Cli, words: tuple[str, ...], says: str) -> None:
    assert says in kefu.refused("calendar", *words)
