"""The ways of a complaint: where it may go from each state, and that it always comes to an end (COM-2 to COM-5)."""

import pytest

from desk.complaints.complaint import DEPARTMENT_HEADS, MOVES, ComplaintState, Department


@pytest.mark.parametrize("state", list(ComplaintState))
def test_every_state_leads_to_the_end(state: ComplaintState) -> None:
    reached, fresh = {state}, {state}
    while fresh := {after for each in fresh for after in MOVES[each]} - reached:
        reached |= fresh
    assert ComplaintState.CLOSED in reached
    assert ComplaintState.RECEIVED not in reached - {state}  # what was confirmed is not confirmed again


@pytest.mark.parametrize(
    ("before", "never"),
    [
        (ComplaintState.RECEIVED, ComplaintState.ANSWERED),  # only what was confirmed is answered
        (ComplaintState.HANDLING, ComplaintState.HEADQUARTERS),  # only what was verified goes up
        (ComplaintState.CLOSED, ComplaintState.HANDLING),
        (ComplaintState.REPORTING, ComplaintState.HEADQUARTERS),
    ],
)
def test_no_step_is_left_out(before: ComplaintState, never: ComplaintState) -> None:
    assert never not in MOVES[before]


def test_every_department_has_a_head() -> None:
    assert set(DEPARTMENT_HEADS) == set(Department)
