"""Every step, in every state, by every part (REQ-1 to REQ-4)."""

import pytest

from desk.requirements import steps
from desk.requirements.requirement import Requirement, RequirementState
from desk.requirements.steps import RULES, Part, Step
from errors import NotAllowed, Stale
from tests.rules.steps import told

# as the process tells it: step: from → to, by whom
TOLD = """
answer: heard → answered, judge
way_round: heard → way_round, judge
take_up: heard → to_evaluate, judge
decline: heard → declined, judge
to_sales: heard to_evaluate not_now → commercial, judge evaluator
fits: answered way_round → closed, asker
needs_more: answered way_round → to_evaluate, asker
plan: to_evaluate → planned, evaluator
quote: to_evaluate → quoted, evaluator
not_now: to_evaluate → not_now, evaluator
refuse: to_evaluate → no, evaluator
look_again: not_now → to_evaluate, evaluator desk
take_back: planned not_now no → to_evaluate, evaluator
ask_again: declined no closed → heard, asker judge
signed: quoted not_now → planned, desk
lapsed: quoted → not_now, desk
begin: planned → in_work, evaluator
retarget: planned in_work → same, evaluator
deliver: in_work → delivered, evaluator
confirm: delivered → confirmed, asker
not_quite: delivered → in_work, asker
cancel: planned in_work → commercial, asker
settle: commercial → closed, seller
to_product: commercial → heard, seller
silence: answered way_round delivered → closed, desk
merge: heard to_evaluate not_now planned in_work → merged, judge evaluator
undo: merged → before, judge evaluator
"""


def test_the_table_has_every_step() -> None:
    assert set(told(TOLD)) == {step.value for step in Step} == {step.value for step in RULES}


@pytest.mark.parametrize("step", list(Step))
def test_all_states_and_parts(step: Step) -> None:
    """15 states × 5 parts: done, or refused kindly and nothing changed."""
    of, to, who = told(TOLD)[step.value]
    for state in RequirementState:
        for part in Part:
            requirement = Requirement(id=1, state=state, before=RequirementState.PLANNED)
            right, early = part.value in who, state.value not in of
            assert steps.allowed(step, state, {part}) is (right and not early)
            if not right or early:
                with pytest.raises(Stale if right else NotAllowed):
                    steps.check(step, requirement, {part})
                assert requirement.state is state
                continue
            steps.check(step, requirement, {part})
            steps.move(step, requirement)
            assert requirement.state == {"before": "planned", "same": state.value}.get(to, to)


def test_nobody_without_a_part_does_anything() -> None:
    for step in Step:
        for state in RequirementState:
            assert not steps.allowed(step, state, set())


def test_every_state_is_reached_and_left() -> None:
    """Nothing is a trap but what is confirmed; no work begins but from a plan, and none is planned for a fee unsigned."""
    ways = told(TOLD).values()
    reached = {to for _of, to, _who in ways} | {"heard"}
    left = {state for of, _to, _who in ways for state in of}
    assert {state.value for state in RequirementState} - reached == set()
    assert {state.value for state in RequirementState} - left == {"confirmed"}
    assert {step for step, (_of, to, _who) in told(TOLD).items() if to == "planned"} == {"plan", "signed"}
