"""The figures of a simulation: what came in, what became of it, and what went wrong on the way."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery.rows import FAILED
from desk.events import Event
from desk.surveys.visit_backs import VisitBackKind
from desk.surveys.visit_backs import VisitBackState as Visit
from desk.ticket import TicketState
from simulation.calendar_oracle import local
from simulation.snapshot import Look
from simulation.world import START, World

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Summary:
    """`figures` by name, in the order of the table; `weeks`: messages of people and tickets, week by week."""

    figures: dict[str, int | str]
    weeks: dict[str, list[int]]
    fingerprint: str  # of all that happened: the same plan has the same one


async def counted(world: World) -> Summary:
    look = await world.look()
    return Summary(
        {
            **_messages(look),
            **_tickets(look),
            **_promises(look),
            **_visits(look),
            **_processes(look),
            **_faults(look),
        },
        _weeks(look),
        _fingerprint(look),
    )


def _messages(look: Look) -> dict[str, int | str]:
    twice = sum(len(chats) - 1 for chats in look.record.delivered.values())
    return {
        "messages from people": len(look.record.said),
        "messages to people": look.record.counts["messages sent"],
        "messages changed": look.record.counts["messages edited"],
        "repeated after a kill": twice,
        "undeliverable": sum(row.state == FAILED for row in look.outbox),
    }


def _tickets(look: Look) -> dict[str, int | str]:
    ends = Counter(ticket.state for ticket in look.tickets)
    solved = Counter(row.result for row in look.outcomes)
    return {
        "questions to the base": solved["asked"],
        "answered": solved["offered"],
        "solved by the base": solved["solved"],
        "tickets": len(look.tickets),
        **{f"tickets {state.value}": ends[state] for state in TicketState if ends[state]},
        "visits to customers": len(look.orders),
    }


def _promises(look: Look) -> dict[str, int | str]:
    broken = sum(clock.breached_at is not None for clock in look.clocks)
    return {"promises": len(look.clocks), "promises broken": broken, "alerts": len(look.alerts)}


def _visits(look: Look) -> dict[str, int | str]:
    due = [
        visit
        for visit in look.visits
        if visit.kind is VisitBackKind.CYCLE and visit.state is not Visit.PLANNED
    ]
    asked = [visit for visit in look.visits if visit.invited_at is not None]
    answered = sum(visit.answered_at is not None for visit in asked)
    return {
        "visit-backs due": len(due),
        "visit-backs invited": sum(visit.invited_at is not None for visit in due),
        "surveys asked": len(asked),
        "surveys answered": f"{answered} ({answered / len(asked):.0%})" if asked else "0",
    }


def _processes(look: Look) -> dict[str, int | str]:
    return {
        "requests out of scope": len(look.cases),
        "fees paid": f"{sum(fee.paid_at is not None for fee in look.fees)} of {len(look.fees)}",
        "requirements": len(look.requirements),
        "classes": len(look.classes),
        "seats taken": sum(row.had_seat for row in look.enrolments),
        **_projects(look),
    }


def _projects(look: Look) -> dict[str, int | str]:
    """What is rare is counted, so that a run tells whether it was lived at all."""
    steps = Counter(entry.data["step"] for entry in look.events(Event.PROJECT_MOVED))
    rare = {
        "pauses": "grant_pause", "pauses over": "resume", "assessments passed": "pass", "work done again": "redo",
        "final acceptances": "sign", "trial runs over": "end_trial", "ended early": "grant_end", "archived": "archive",
    }  # fmt: skip
    return {
        "projects": len(look.projects),
        **{f"projects: {name}": steps[step] for name, step in rare.items()},
        "projects: acceptances moved": sum(1 for _entry in look.events(Event.PROJECT_ACCEPTANCE_MOVED)),
        "projects: changes asked for": sum(1 for _entry in look.events(Event.PROJECT_CHANGE_ASKED)),
        "projects: changes agreed": sum(1 for _entry in look.events(Event.PROJECT_CHANGE_AGREED)),
        "projects: shifts": len(look.shifts),
        "working days lost": sum(shift.days for shift in look.shifts),
    }


def _faults(look: Look) -> dict[str, int | str]:
    kills = sum(n for name, n in look.record.counts.items() if name.startswith("killed"))
    faults = {
        name: n
        for name, n in sorted(look.record.counts.items())
        if not name.startswith(("killed", "messages"))
    }
    stopped = sum((end - start for start, end in look.record.stops), timedelta())
    return {"kills": kills, **faults, "hours stood still": round(stopped / timedelta(hours=1))}


def _weeks(look: Look) -> dict[str, list[int]]:
    number = (look.now - START) // WEEK + 1
    weeks = {name: [0] * number for name in ("messages", "tickets", "alerts")}
    for name, moments in _moments(look).items():
        for at in moments:
            weeks[name][(at - START) // WEEK] += 1
    return weeks


def _moments(look: Look) -> dict[str, list[datetime]]:
    return {
        "messages": [line.at for line in look.record.lines if line.who and not line.shown],
        "tickets": [ticket.filed_at for ticket in look.tickets],
        "alerts": [alert.raised_at for alert in look.alerts],
    }


def _fingerprint(look: Look) -> str:
    """Of every line of every chat, and of the journal."""
    digest = hashlib.sha256()
    for line in look.record.lines:
        digest.update(f"{line.at.timestamp()} {line.who} {line.row} {line.what}\n".encode())
    for entry in look.journal:
        digest.update(f"{local(entry.at)} {entry.by} {entry.record} {entry.event} {entry.data}\n".encode())
    return digest.hexdigest()[:16]
