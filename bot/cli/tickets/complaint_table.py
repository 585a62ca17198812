"""A complaint as a row: by these columns it is listed, shown and exported."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.kit.show import iso
from desk.complaints.complaint import Complaint
from desk.customers import Customer
from desk.people import Person
from i18n import N_, _, plain

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


def write(file: Path, rows: Sequence[dict[str, Any]]) -> None:
    """CSV with a mark that spreadsheets need for Chinese, or XLSX; never a formula."""
    heads = [_(head) for head in HEADS.values()]
    if file.suffix.lower() == ".csv":
        with file.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(heads)
            writer.writerows([plain.cell(_text(row[name])) for name in HEADS] for row in rows)
        return
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for at, line in enumerate([heads, *([row[name] for name in HEADS] for row in rows)], start=1):
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(at, column)
            cell.value, cell.data_type = plain.printable(_text(value)), "s"
    sheet.freeze_panes = "B2"
    book.save(file)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
