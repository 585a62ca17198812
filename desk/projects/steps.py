"""The steps of a project as one table: from which states, to which, and who may take them (PRJ-4, PRJ-6)."""

from collections.abc import Collection
from enum import StrEnum

from desk.projects.project import STATE_NAMES, Project, ProjectState
from desk.steps import Rule, rule
from i18n import _

S = ProjectState


class Part(StrEnum):
    """What somebody is in a project."""

    APPLICANT = "applicant"
    HEAD = "head"
    MANAGER = "manager"
    CONSULTANT = "consultant"
    CUSTOMER = "customer"
    SALES = "sales"
    GENERAL = "general"
    WATCHER = "watcher"


class Step(StrEnum):
    SEND_BACK = "send_back"
    APPLY_AGAIN = "apply_again"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    SUBMIT_PLAN = "submit_plan"
    RETURN_PLAN = "return_plan"
    APPROVE_PLAN = "approve_plan"
    WISH_PLAN = "wish_plan"
    AGREE_PLAN = "agree_plan"
    TAKE_UP_PLAN = "take_up_plan"
    CONFIRM = "confirm"
    OVERRIDE = "override"
    ASK_PAUSE = "ask_pause"
    GRANT_PAUSE = "grant_pause"
    DECLINE_PAUSE = "decline_pause"
    RESUME = "resume"
    ASK_END = "ask_end"
    GRANT_END = "grant_end"
    DECLINE_END = "decline_end"
    ASSESS = "assess"
    PASS = "pass"
    REDO = "redo"
    HAND_OVER = "hand_over"
    NOT_YET = "not_yet"
    SIGN = "sign"
    END_TRIAL = "end_trial"
    ARCHIVE = "archive"


# `to` None: where it was before it was asked
RULES: dict[Step, Rule[ProjectState, Part]] = {
    Step.SEND_BACK: rule(S.APPLIED, S.SENT_BACK, Part.HEAD),
    Step.APPLY_AGAIN: rule(S.SENT_BACK, S.APPLIED, Part.HEAD, Part.APPLICANT),
    Step.WITHDRAW: rule((S.APPLIED, S.SENT_BACK), S.ARCHIVED, Part.APPLICANT),
    Step.APPROVE: rule(S.APPLIED, S.PLANNING, Part.HEAD),
    Step.SUBMIT_PLAN: rule(S.PLANNING, S.HEAD, Part.MANAGER),
    Step.RETURN_PLAN: rule(S.HEAD, S.PLANNING, Part.HEAD),
    Step.APPROVE_PLAN: rule(S.HEAD, S.CUSTOMER, Part.HEAD),
    Step.WISH_PLAN: rule(S.CUSTOMER, S.DISAGREED, Part.CUSTOMER),
    Step.AGREE_PLAN: rule(S.CUSTOMER, S.PREPARING, Part.CUSTOMER),
    Step.TAKE_UP_PLAN: rule(S.DISAGREED, S.PLANNING, Part.MANAGER, Part.SALES),
    Step.CONFIRM: rule(S.PREPARING, S.RUNNING, Part.CUSTOMER),
    Step.OVERRIDE: rule(S.PREPARING, S.RUNNING, Part.MANAGER, Part.HEAD),
    Step.ASK_PAUSE: rule(S.RUNNING, S.PAUSE_ASKED, Part.CONSULTANT, Part.MANAGER, Part.CUSTOMER),
    Step.GRANT_PAUSE: rule(S.PAUSE_ASKED, S.PAUSED, Part.MANAGER, Part.HEAD, Part.GENERAL),
    Step.DECLINE_PAUSE: rule(S.PAUSE_ASKED, S.RUNNING, Part.MANAGER, Part.HEAD, Part.GENERAL),
    Step.RESUME: rule(S.PAUSED, S.RUNNING, Part.MANAGER, Part.HEAD),
    Step.ASK_END: rule((S.RUNNING, S.PAUSED, S.ASSESSMENT), S.END_ASKED, Part.CONSULTANT, Part.MANAGER),
    Step.GRANT_END: rule(S.END_ASKED, S.ENDED, Part.MANAGER, Part.HEAD, Part.GENERAL),
    Step.DECLINE_END: rule(S.END_ASKED, None, Part.MANAGER, Part.HEAD, Part.GENERAL),
    Step.ASSESS: rule(S.RUNNING, S.ASSESSMENT, Part.MANAGER),
    Step.PASS: rule(S.ASSESSMENT, S.PASSED, Part.HEAD),
    Step.REDO: rule(S.ASSESSMENT, S.RUNNING, Part.HEAD),
    Step.HAND_OVER: rule(S.PASSED, S.FINAL, Part.MANAGER),
    Step.NOT_YET: rule(S.FINAL, S.PASSED, Part.CUSTOMER),
    Step.SIGN: rule(S.FINAL, S.ACCEPTED, Part.CUSTOMER),  # or a trial run first, when one is agreed
    Step.END_TRIAL: rule(S.TRIAL_RUN, S.ACCEPTED, Part.CUSTOMER),
    Step.ARCHIVE: rule((S.ACCEPTED, S.ENDED), S.ARCHIVED, Part.HEAD),
}


def allowed(step: Step, state: ProjectState, parts: Collection[Part]) -> bool:
    """Whether somebody of these parts may take it now."""
    return RULES[step].allows(state, parts)


def check(step: Step, project: Project, parts: Collection[Part]) -> None:
    """Raises NotAllowed for who may not, Stale when it has moved on."""
    not_theirs = _("This step is for somebody else in the project.")
    RULES[step].check(project.number, project.state, parts, STATE_NAMES, not_theirs)


def move(step: Step, project: Project) -> None:
    """The one way a state changes."""
    project.state = RULES[step].to or project.before or ProjectState.RUNNING
