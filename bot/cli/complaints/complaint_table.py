"""A complaint as a row: by these columns it is listed, shown and exported."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit.show import iso
from desk.complaints.complaint import Complaint
from desk.customers import Customer
from desk.people import Person
from documents.csv_document import csv_document
from documents.xlsx import XlsxDocument
from i18n import N_, _

HEADS = {
    "number": N_("number"),
    "state": N_("state"),
    "source": N_("source"),
    "reference": N_("reference"),
    "customer": N_("customer"),
    "contact": N_("contact"),
    "region": N_("region"),
    "product": N_("product"),
    "about": N_("about ticket"),
    "words": N_("complaint"),
    "received_at": N_("received"),
    "confirmed_at": N_("confirmed"),
    "valid": N_("valid"),
    "department": N_("department"),
    "cause": N_("cause"),
    "cause_words": N_("cause in words"),
    "person": N_("person responsible"),
    "measure": N_("measure"),
    "answer": N_("answer"),
    "answered_at": N_("answered"),
    "verified_at": N_("verified"),
    "resolved": N_("resolved"),
    "verdict": N_("verdict"),
    "headquarters_at": N_("to headquarters"),
    "settled": N_("settled at headquarters"),
    "reported_at": N_("reported back"),
    "closed_at": N_("closed at"),
}


async def described(session: AsyncSession, complaint: Complaint) -> dict[str, Any]:
    """Words of choice by their codes, times in UTC, people by name."""
    customer = await session.get(Customer, complaint.customer_id) if complaint.customer_id else None
    contact = await session.get_one(Person, complaint.contact_id)
    person = await session.get(Person, complaint.person_id) if complaint.person_id else None
    known: dict[str, Any] = {
        "customer": customer.name if customer else contact.organisation,
        "contact": contact.name,
        "about": f"K-{1000 + complaint.about_ticket_id}" if complaint.about_ticket_id else "",
        "person": person.name if person else "",
        "words": complaint.description,
    }
    row = {name: known[name] if name in known else getattr(complaint, name) for name in HEADS}
    return {name: iso(value) if name.endswith("_at") else value for name, value in row.items()}


def write(file: Path, rows: Sequence[dict[str, Any]], now: datetime) -> None:
    """CSV or XLSX, by the file's ending."""
    heads = [_(head) for head in HEADS.values()]
    cells = [["" if row[name] is None else str(row[name]) for name in HEADS] for row in rows]
    if file.suffix.lower() == ".csv":
        file.write_bytes(csv_document([heads, *cells]))
        return
    book = XlsxDocument(now)
    book.sheet(_("Complaints"), heads, cells)
    file.write_bytes(book.content())
