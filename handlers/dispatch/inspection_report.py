"""Inspections as a short report: what was planned, what was found and done, on paper (VIS-5)."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.customers import Customer
from desk.dispatch import inspections, recommendations
from desk.dispatch.inspections import Result
from desk.dispatch.orders import STATE_NAMES
from handlers.dispatch import recommendations as recommended
from i18n import _, day
from i18n.joining import labelled


async def lines(session: AsyncSession, customer: Customer, since: date, until: date) -> list[str]:
    """One line each, as the plan shows them."""
    found = await inspections.results(session, since, until, customer)
    return [
        line for one in found for line in (told(one), *(f"  {each}" for each in await _advice(session, one)))
    ]


async def _advice(session: AsyncSession, one: Result) -> list[str]:
    """What was recommended, and what has become of it (VIS-7)."""
    rows = await recommendations.of_order(session, one.order) if one.order else []
    return [recommended.told(row) for row in rows]


def told(one: Result) -> str:
    facts = [state(one), one.engineer.name if one.engineer else "", one.order.found if one.order else ""]
    return "• " + labelled(day(one.inspection.nominal), " · ".join(filter(None, facts)))


def state(one: Result) -> str:
    if one.order is not None:
        return _(STATE_NAMES[one.order.state])
    return _("planned") if one.inspection.asked_at is None else _("left out")


async def made(session: AsyncSession, customer: Customer, since: date, until: date, now: datetime) -> bytes:
    """The PDF, in the language that is spoken now."""
    found = await inspections.results(session, since, until, customer)
    under = f"{customer.name} · {day(since)} – {day(until)}"
    advice = [await _advice(session, one) for one in found]
    return await asyncio.to_thread(_paper, under, customer, found, advice, now)


def _paper(
    under: str, customer: Customer, found: Sequence[Result], advice: Sequence[Sequence[str]], now: datetime
) -> bytes:
    from documents.pdf import PdfDocument  # with its fonts, much to load

    paper = PdfDocument(_("Inspection report"), under, now)
    paper.facts(
        [
            (_("Customer"), customer.name),
            (_("Address"), customer.address),
            (_("Inspections"), str(len(found))),
        ]
    )
    for one, said in zip(found, advice, strict=True):
        paper.heading(f"{day(one.inspection.nominal)} · {state(one)}")
        order = one.order
        facts = [
            (_("Engineer"), one.engineer.name if one.engineer else ""),
            (_("Order"), order.number if order else ""),
            (_("Found"), order.found if order else ""),
            (_("Done"), order.done if order else ""),
            (_("Recommended"), "\n".join(said)),
        ]
        paper.facts([(label, fact) for label, fact in facts if fact] or [(_("Engineer"), "–")])
    return paper.content()
