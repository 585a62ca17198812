"""`kefu customers first-visits`: which are due, done, late; whose facts were right; which needs wait (CUS-3)."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.cli.kit import parse
from bot.cli.kit.common import ended_kindly, reading
from bot.cli.kit.show import as_json, local, say, table
from desk.calendars.dates import company_bounds
from desk.complaints.complaint import DEPARTMENT_NAMES
from desk.sales import first_visit_figures
from desk.sales.first_visit_figures import DepartmentNeeds, Seller, VisitFacts
from desk.sales.first_visits import STATE_NAMES
from documents.xlsx import XlsxDocument
from i18n import N_, _, company_day

VISITS = (N_("number"), N_("customer"), N_("salesperson"), N_("handed over"), N_("state"), N_("due by"), N_("done"), N_("late"), N_("tries"), N_("days"), N_("corrected"))  # fmt: skip
SELLERS = (N_("salesperson"), N_("first visits"), N_("lines checked"), N_("corrected"), N_("share corrected"))
NEEDS = (N_("department"), N_("needs"), N_("taken over"), N_("hours until then (median)"))
LENGTH = timedelta(days=90)


async def list_first_visits(since: str, xlsx: Path | None, json: bool) -> None:
    """Those handed over since a day; by default within 90 days."""
    async with reading() as (session, now):
        today = company_day(now)
        first, until = company_bounds(parse.day(since) if since else today - LENGTH, today)
        found = await first_visit_figures.visits(session, first, until, now)
        asked = await first_visit_figures.needs(session, first, until)
    rows = [_visit(each) for each in found]
    by_seller = [_seller(each) for each in first_visit_figures.sellers(found)]
    by_department = [_asked(each) for each in asked]
    if xlsx is not None:
        return _write(xlsx, now, rows, by_seller, by_department)
    if json:
        return as_json({"visits": rows, "salespeople": by_seller, "needs": by_department})
    for heads, lines in ((VISITS, rows), (SELLERS, by_seller), (NEEDS, by_department)):
        table([_(head) for head in heads], [list(row.values()) for row in lines])
    return None


def _write(xlsx: Path, now: datetime, *tables: list[dict[str, Any]]) -> None:
    book = XlsxDocument(now)
    names = (_("First visits"), _("Salespeople"), _("Needs"))
    for name, heads, rows in zip(names, (VISITS, SELLERS, NEEDS), tables, strict=True):
        told = [[local(v) if isinstance(v, datetime) else v for v in row.values()] for row in rows]
        book.sheet(name, [_(head) for head in heads], told)
    with ended_kindly():
        xlsx.write_bytes(book.content())
    say(str(xlsx))


def _visit(each: VisitFacts) -> dict[str, Any]:
    visit = each.visit
    return {
        "number": visit.number,
        "customer": each.customer,
        "salesperson": each.seller,
        "submitted_at": visit.submitted_at,
        "state": _(STATE_NAMES[visit.state]),
        "limit_at": visit.limit_at,
        "done_at": visit.done_at,
        "late": each.late,
        "attempts": visit.attempts,
        "days": each.days,
        "corrected": each.corrected,
    }


def _seller(each: Seller) -> dict[str, Any]:
    share = round(each.corrected / each.checked, 3) if each.checked else None
    return {
        "salesperson": each.name,
        "visits": each.visits,
        "checked": each.checked,
        "corrected": each.corrected,
        "share": share,
    }


def _asked(each: DepartmentNeeds) -> dict[str, Any]:
    return {
        "department": _(DEPARTMENT_NAMES[each.department]),
        "needs": each.needs,
        "taken": each.taken,
        "hours": each.hours,
    }
