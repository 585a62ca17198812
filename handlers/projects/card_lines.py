"""Lines that both cards of a project have: what the signature begins, what moved the end, risks, reasons."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from desk.projects import (
    acceptance,
    plan,
)
from desk.projects.plan import LEVEL_NAMES
from desk.projects.project import REASON_NAMES, Project, ProjectState
from handlers.projects import formatting
from handlers.projects.formatting import View
from i18n import _, day, ngettext
from i18n.joining import noted


def because(project: Project) -> str:
    reason = _(REASON_NAMES[project.reason]) if project.reason else ""
    return noted(reason, project.why) if reason and project.why else reason or project.why


async def moved(session: AsyncSession, project: Project, seen: View) -> list[str]:
    """Why it ends on another day than was agreed first."""
    told = await formatting.causes(session, project, seen) if seen.stages else []
    return ["", _("What moved the end"), *(f"• {line}" for line in told)] if told else []


async def risks(session: AsyncSession, project: Project) -> list[str]:
    known = await plan.risks(session, project)
    lines = [
        f"• {risk.words} · {_('chance: {level}').format(level=_(LEVEL_NAMES[risk.chance]))}"
        f" · {_('effect: {level}').format(level=_(LEVEL_NAMES[risk.effect]))}"
        for risk in known
    ]
    return ["", _("Risks:"), *lines] if lines else []


def terms(project: Project) -> list[str]:
    """Scope, trial run and free service period: what the head approves and the customer agrees on beside the dates."""
    scope, n, months = (
        formatting.scope(project) or _("As in the contract"),
        project.trial_days,
        project.warranty_months,
    )
    trial = ngettext("Trial run: {n} day", "Trial run: {n} days", n).format(n=n)
    free = ngettext("Free service period: {n} month", "Free service period: {n} months", months).format(
        n=months
    )
    return [f"📐 {scope}", *([trial] if n else []), free]


def final(project: Project, seen: View) -> list[str]:
    """What the signature begins, or what runs."""
    said = _final(project, seen.today, by_customer=seen.by_customer)
    return ["", said] if said else []


def _final(project: Project, today: date, *, by_customer: bool) -> str:
    if project.state is ProjectState.FINAL:
        found = acceptance.dates(project, today)
        if found.trial_until:
            return _trial_to_begin(day(found.trial_until, today), by_customer=by_customer)
        text = (
            _("With your signature the free service period begins: until {date}.")
            if by_customer
            else _("With the customer's signature the free service period begins: until {date}.")
        )
        return text.format(date=day(found.warranty_until, today))
    if project.state is ProjectState.TRIAL_RUN and project.accepted_on:
        text = (
            _("The trial run is planned until {date}; you say when it is over.")
            if by_customer
            else _("The trial run is planned until {date}; the customer says when it is over.")
        )
        until = acceptance.dates(project, project.accepted_on).trial_until or today
        return text.format(date=day(until, today))
    if project.state is ProjectState.ACCEPTED and project.accepted_on:
        found = acceptance.dates(project, project.accepted_on, project.trial_ended_on)
        span = _("Free service period: from {first} to {last}.")
        return span.format(first=day(found.warranty_from, today), last=day(found.warranty_until, today))
    return ""


def _trial_to_begin(until: str, *, by_customer: bool) -> str:
    text = (
        _("With your signature the trial run begins today. It ends when you say so; planned is {date}.")
        if by_customer
        else _(
            "With the customer's signature the trial run begins on that day. It ends when they say so; signed today, it is planned until {date}."
        )
    )
    return text.format(date=until)
