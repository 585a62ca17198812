"""The doctor looks at the service: roster, staff, roles, tickets, promises, problem base."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.doctor.findings import Finding, attention, few, note, well
from bot.cli.kit import names, parse
from bot.cli.kit.reachability import reach
from desk.calendars import regions
from desk.people import ROLE_NAMES, Person, Role
from desk.roster import gaps, shifts
from desk.sla.clocks import KIND_NAMES, Clock
from desk.ticket import OPEN, Ticket
from i18n import _, spoken
from kb.base.entry import Entry

AHEAD = timedelta(days=3)
NEEDED = {Role.ADMIN, Role.SPECIALIST, Role.SERVICE_MANAGER}  # without them tickets or alerts reach nobody


async def duty_now(session: AsyncSession, now: datetime) -> list[Finding]:
    people = await shifts.on_duty(session, now)
    if people:
        return [well("on duty", few([person.name for person in people]))]
    if not (await regions.hours_of(session)).support.is_open(now):
        return [note("on duty", _("nobody; the service is closed now"))]
    return [attention("on duty", _("nobody, and the service is open"), _("kefu roster add NAME FROM TO"))]


async def duty_ahead(session: AsyncSession, now: datetime) -> list[Finding]:
    """Support hours of the next days that no shift covers."""
    found = await gaps.between(session, now, now + AHEAD)
    if not found:
        return [well("roster", _("somebody is on duty at all support hours of the next 3 days"))]
    zone = ZoneInfo(spoken().zone)
    shown = [
        f"{gap.start.astimezone(zone):%m-%d %H:%M} – {gap.end.astimezone(zone):%m-%d %H:%M}" for gap in found
    ]
    return [
        attention("roster", _("nobody: {gaps}").format(gaps=few(shown)), _("kefu roster add NAME FROM TO"))
    ]


async def staff(session: AsyncSession, _now: datetime) -> list[Finding]:
    people = await names.all_staff(session)
    reached = await reach(session, [person.id for person in people])
    absent = [person.name for person in people if not reached[person.id].joined]
    lost = [
        f"{p.name} ({reached[p.id].why})"
        for p in people
        if reached[p.id].joined and not reached[p.id].reachable
    ]
    findings = []
    if absent:
        findings.append(
            attention(
                "staff", _("not yet joined: {names}").format(names=few(absent)), _("kefu staff invite NAME")
            )
        )
    if lost:
        text = _("cannot be reached: {names}").format(names=few(lost))
        findings.append(attention("staff", text, _("Ask them to write to the bot again.")))
    return findings or [well("staff", _("{n}, all can be reached").format(n=len(people)))]


async def roles(session: AsyncSession, _now: datetime) -> list[Finding]:
    held = {role for person in await names.all_staff(session) for role in person.roles}
    vacant = [role for role in parse.roles() if role not in held]
    findings = []
    for make, some in (
        (attention, [r for r in vacant if r in NEEDED]),
        (note, [r for r in vacant if r not in NEEDED]),
    ):
        if some:
            text = _("nobody is: {roles}").format(roles=", ".join(_(ROLE_NAMES[role]) for role in some))
            findings.append(make("roles", text, _("kefu staff role NAME --add {role}").format(role=some[0])))
    return findings or [well("roles", _("all are held"))]


async def unassigned(session: AsyncSession, _now: datetime) -> list[Finding]:
    """Open tickets that nobody works on, or somebody who has left."""
    gone = select(Person.id).where(Person.active.is_(False))
    nobodys = or_(Ticket.assignee_id.is_(None), Ticket.assignee_id.in_(gone))
    found = await session.scalars(select(Ticket).where(Ticket.state.in_(OPEN), nobodys).order_by(Ticket.id))
    numbers = [ticket.number for ticket in found]
    if not numbers:
        return [well("tickets", _("each open one has somebody"))]
    return [
        attention(
            "tickets",
            _("nobody works on: {tickets}").format(tickets=few(numbers)),
            _("/tickets in the chat shows them: take them."),
        )
    ]


async def broken(session: AsyncSession, _now: datetime) -> list[Finding]:
    """Promises broken and still not kept."""
    rows = await session.execute(
        select(Clock, Ticket)
        .join(Ticket, Ticket.id == Clock.ticket_id)
        .where(Clock.breached_at.is_not(None), Clock.ended_at.is_(None))
        .order_by(Clock.limit_at)
    )
    found = [f"{ticket.number} ({_(KIND_NAMES[clock.kind])})" for clock, ticket in rows]
    if not found:
        return [well("promises", _("none is broken"))]
    return [
        attention(
            "promises",
            _("broken: {tickets}").format(tickets=few(found)),
            _("Answer or call these customers now."),
        )
    ]


async def base(session: AsyncSession, _now: datetime) -> list[Finding]:
    rows = await session.execute(select(Entry.state, func.count()).group_by(Entry.state))
    counts: dict[str, int] = dict(rows.all())
    if not counts.get("approved"):
        return [note("problem base", _("empty: every problem becomes a ticket"), _("kefu kb import FILE"))]
    return [well("problem base", ", ".join(f"{count} {state}" for state, count in sorted(counts.items())))]


LOOKS: tuple[Callable[[AsyncSession, datetime], Awaitable[list[Finding]]], ...] = (
    duty_now, duty_ahead, staff, roles, unassigned, broken, base,
)  # fmt: skip
