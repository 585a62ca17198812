"""Every step, in every state, by every part: what the table says is what the process says, and nothing else (PRJ-4, PRJ-6)."""

import pytest

from desk.projects import steps
from desk.projects.project import Project, ProjectState
from desk.projects.steps import RULES, Part, Step
from errors import NotAllowed, Stale
from tests.rules.steps import told

# as the process tells it: step: from → to, by whom
TOLD = """
send_back: applied → sent_back, head
apply_again: sent_back → applied, head applicant
withdraw: applied sent_back → archived, applicant
approve: applied → planning, head
submit_plan: planning → plan_with_head, manager
return_plan: plan_with_head → planning, head
approve_plan: plan_with_head → plan_with_customer, head
wish_plan: plan_with_customer → disagreed, customer
agree_plan: plan_with_customer → preparing, customer
take_up_plan: disagreed → planning, manager sales
confirm: preparing → running, customer
override: preparing → running, manager head
ask_pause: running → pause_asked, consultant manager customer
grant_pause: pause_asked → paused, manager head general
decline_pause: pause_asked → running, manager head general
resume: paused → running, manager head
ask_end: running paused assessment → end_asked, consultant manager
grant_end: end_asked → ended_early, manager head general
decline_end: end_asked → before, manager head general
assess: running → assessment, manager
pass: assessment → passed, head
redo: assessment → running, head
hand_over: passed → final_acceptance, manager
not_yet: final_acceptance → passed, customer
sign: final_acceptance → accepted, customer
end_trial: trial_run → accepted, customer
archive: accepted ended_early → archived, head
"""


def test_the_table_has_every_step() -> None:
    assert set(told(TOLD)) == {step.value for step in Step} == {step.value for step in RULES}


@pytest.mark.parametrize("step", list(Step))
def test_all_states_and_parts(step: Step) -> None:
    """18 states × 7 parts: done, or refused kindly and nothing changed."""
    of, to, who = told(TOLD)[step.value]
    for state in ProjectState:
        for part in Part:
            project = Project(id=1, state=state, before=ProjectState.ASSESSMENT)
            right, early = part.value in who, state.value not in of
            assert steps.allowed(step, state, {part}) is (right and not early)
            if not right or early:
                with pytest.raises(Stale if right else NotAllowed):
                    steps.check(step, project, {part})
                assert project.state is state
                continue
            steps.check(step, project, {part})
            steps.move(step, project)
            assert project.state == ("assessment" if to == "before" else to)


def test_nobody_without_a_part_does_anything() -> None:
    for step in Step:
        for state in ProjectState:
            assert not steps.allowed(step, state, set())


def test_every_state_is_reached_and_left() -> None:
    """Nothing is a trap but the archive."""
    ways = told(TOLD).values()
    reached = {to for _of, to, _who in ways} | {"applied", "trial_run"}
    left = {state for of, _to, _who in ways for state in of}
    assert {state.value for state in ProjectState} - reached == set()
    assert {state.value for state in ProjectState} - left == {"archived"}
