"""The ways of a complaint: where it may go from each state, and that it always comes to an end (COM-2 to COM-5)."""

import pytest

from desk.complaints.complaint import HEADS, MOVES, Department, State


@pytest.mark.parametrize("state", list(State))
def test_every_state_leads_to_the_end(state: State) -> None:
    reached, fresh = {state}, {state}
    while fresh := {after for each in fresh for after in MOVES[each]} - reached:
        reached |= fresh
    assert State.CLOSED in reached
    assert State.RECEIVED not in reached - {state}  # what was confirmed is not confirmed again


@pytest.mark.parametrize(
    ("before", "never"),
    [
        (State.RECEIVED, State.ANSWERED),  # only what was confirmed is answered
        (State.HANDLING, State.HEADQUARTERS),  # only what was verified goes up
        (State.CLOSED, State.HANDLING),
        (State.REPORTING, State.HEADQUARTERS),
    ],
)
def test_no_step_is_left_out(before: State, never: State) -> None:
    assert never not in MOVES[before]


def test_every_department_has_a_head() -> None:
    assert set(HEADS) == set(Department)
