"""The steps of a project as one table: from which states, to which, and who may take them (PRJ-4, PRJ-6)."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from desk.projects.project import STATE_NAMES, Project, ProjectState
from errors import NotAllowed, Stale
from i18n import _

S = ProjectState


class Part(StrEnum):
    """What somebody is in a project."""

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


@dataclass(frozen=True)
class Rule:
    """`to` None: where it was before it was asked."""

    of: tuple[ProjectState, ...]
    to: ProjectState | None
    parts: frozenset[Part]


def _rule(of: ProjectState | tuple[ProjectState, ...], to: ProjectState | None, *parts: Part) -> Rule:
    return Rule(of if isinstance(of, tuple) else (of,), to, frozenset(parts))


RULES: dict[Step, Rule] = {
    Step.SEND_BACK: _rule(S.APPLIED, S.SENT_BACK, Part.HEAD),
    Step.APPLY_AGAIN: _rule(S.SENT_BACK, S.APPLIED, Part.HEAD, Part.MANAGER),
    Step.APPROVE: _rule(S.APPLIED, S.PLANNING, Part.HEAD),
    Step.SUBMIT_PLAN: _rule(S.PLANNING, S.HEAD, Part.MANAGER),
    Step.RETURN_PLAN: _rule(S.HEAD, S.PLANNING, Part.HEAD),
    Step.APPROVE_PLAN: _rule(S.HEAD, S.CUSTOMER, Part.HEAD),
    Step.WISH_PLAN: _rule(S.CUSTOMER, S.DISAGREED, Part.CUSTOMER),
    Step.AGREE_PLAN: _rule(S.CUSTOMER, S.PREPARING, Part.CUSTOMER),
    Step.TAKE_UP_PLAN: _rule(S.DISAGREED, S.PLANNING, Part.MANAGER, Part.SALES),
    Step.CONFIRM: _rule(S.PREPARING, S.RUNNING, Part.CUSTOMER),
    Step.OVERRIDE: _rule(S.PREPARING, S.RUNNING, Part.MANAGER, Part.HEAD),
    Step.ASK_PAUSE: _rule(S.RUNNING, S.PAUSE_ASKED, Part.CONSULTANT, Part.MANAGER, Part.CUSTOMER),
    Step.GRANT_PAUSE: _rule(S.PAUSE_ASKED, S.PAUSED, Part.MANAGER, Part.HEAD, Part.GENERAL),
    Step.DECLINE_PAUSE: _rule(S.PAUSE_ASKED, S.RUNNING, Part.MANAGER, Part.HEAD, Part.GENERAL),
    Step.RESUME: _rule(S.PAUSED, S.RUNNING, Part.MANAGER, Part.HEAD),
    Step.ASK_END: _rule((S.RUNNING, S.PAUSED, S.ASSESSMENT), S.END_ASKED, Part.CONSULTANT, Part.MANAGER),
    Step.GRANT_END: _rule(S.END_ASKED, S.ENDED, Part.MANAGER, Part.HEAD, Part.GENERAL),
    Step.DECLINE_END: _rule(S.END_ASKED, None, Part.MANAGER, Part.HEAD, Part.GENERAL),
    Step.ASSESS: _rule(S.RUNNING, S.ASSESSMENT, Part.MANAGER),
    Step.PASS: _rule(S.ASSESSMENT, S.PASSED, Part.HEAD),
    Step.REDO: _rule(S.ASSESSMENT, S.RUNNING, Part.HEAD),
    Step.HAND_OVER: _rule(S.PASSED, S.FINAL, Part.MANAGER),
    Step.NOT_YET: _rule(S.FINAL, S.PASSED, Part.CUSTOMER),
    Step.SIGN: _rule(S.FINAL, S.ACCEPTED, Part.CUSTOMER),  # or a trial run first, when one is agreed
    Step.END_TRIAL: _rule(S.TRIAL_RUN, S.ACCEPTED, Part.CUSTOMER),
    Step.ARCHIVE: _rule((S.ACCEPTED, S.ENDED), S.ARCHIVED, Part.HEAD),
}


def allowed(step: Step, state: ProjectState, parts: Collection[Part]) -> bool:
    """Whether somebody of these parts may take it now."""
    rule = RULES[step]
    return state in rule.of and not rule.parts.isdisjoint(parts)


def check(step: Step, project: Project, parts: Collection[Part]) -> None:
    """Raises NotAllowed for who may not, Stale when it has moved on."""
    if RULES[step].parts.isdisjoint(parts):
        raise NotAllowed(_("This step is for somebody else in the project."))
    if project.state not in RULES[step].of:
        state = _(STATE_NAMES[project.state])
        raise Stale(_("{number} is {state} now.").format(number=project.number, state=state))


def move(step: Step, project: Project) -> None:
    """The one way a state changes."""
    project.state = RULES[step].to or project.before or ProjectState.RUNNING
