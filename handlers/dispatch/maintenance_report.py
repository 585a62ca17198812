"""The maintenance report: one visit on paper, in its reader's language (DIS-10)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from desk import customers, jobs
from desk.access import access_dispatch
from desk.dispatch import site_wishes
from desk.dispatch.orders import Dispatch
from desk.dispatch.visit_record import OPINION_NAMES, Opinion
from desk.files import File
from desk.hotline import remote_support
from desk.people import Person
from desk.ticket import Ticket
from errors import Stale
from handlers.chat.cards import verb
from handlers.chat.jobs import job
from handlers.chat.message import Message, Priority
from handlers.chat.turn import Turn
from handlers.dispatch import order_facts
from i18n import _, day, duration, spoken

SHOWN = 6  # photos
WIDTH = 0.4  # of the page


@dataclass(frozen=True)
class MaintenanceReport:
    """All that stands on it, said already."""

    number: str
    title: str
    under: str
    facts: list[tuple[str, str]]
    record: list[tuple[str, str]]
    signed: list[tuple[str, str]]
    photos: list[bytes]
    made_at: datetime


@job()
async def draw_visit_report(turn: Turn, number: int) -> None:
    """The maintenance report is drawn, for people who may read it (DIS-10)."""
    order = await turn.session.get_one(Dispatch, number)
    ticket = await turn.session.get_one(Ticket, order.ticket_id)
    report = await _report(turn.session, order, ticket, turn.now)
    turn.reply(
        Message(
            turn.person.id,
            _("The report of the visit {number}.").format(number=order.number),
            title=ticket.number,
            about=ticket.ref,
            priority=Priority.NOTICE,
            drawn=partial(_drawn, report),
        )
    )


async def send(session: AsyncSession, order: Dispatch, reader: Person, now: datetime) -> None:
    """Drawn beside the step, and sent to where they are."""
    await jobs.ask(session, draw_visit_report.__name__, [order.id], reader, now)


async def _report(session: AsyncSession, order: Dispatch, ticket: Ticket, now: datetime) -> MaintenanceReport:
    contact = await session.get_one(Person, ticket.contact_id)
    customer = await customers.of(session, ticket)
    product = await customers.product_name(session, ticket.product, spoken().language)
    licence = (
        next((x.number for x in customer.licences if x.product == ticket.product), "") if customer else ""
    )
    known = await order_facts.known(session, order)
    engineer = await session.get_one(Person, order.engineer_id or 0)
    work = await remote_support.latest(session, ticket.id)
    organisation = customer.name if customer else contact.organisation
    return MaintenanceReport(
        number=order.number,
        title=_("Maintenance report"),
        under=f"{order.number} · {ticket.number} · {_time(order.done_at or now)}",
        facts=[
            (_("Customer"), organisation),
            (_("Contact"), " · ".join(x for x in (known["contact"], known["phone"]) if x)),
            (_("Address"), known["address"]),
            (_("Product"), " · ".join(x for x in (product, licence) if x)),
            (_("Problem"), known["problem"]),
            (_("Reported"), _time(ticket.filed_at)),
        ],
        record=[
            (_("Engineer"), engineer.name),
            (_("Arrived"), _time(order.arrived_at)),
            (_("Finished"), _time(order.done_at)),
            (_("Time worked"), duration(timedelta(minutes=order.minutes)) if order.minutes else ""),
            (_("Found"), order.found),
            (_("Work done"), order.done),
            (_("Parts used"), order.parts or _("none")),
            (_("Further wishes"), "\n".join(map(site_wishes.told, order.wishes))),
            (_("Changed by remote work"), work.changed if work else ""),
            (_("Result"), _("not solved yet") if order.solved is False else _("solved")),
        ],
        signed=_signed(order, contact),
        photos=await _photos(session, order),
        made_at=order.signed_at or order.done_at or now,
    )


def _signed(order: Dispatch, contact: Person) -> list[tuple[str, str]]:
    if order.signed_at is None:
        return [(_("Customer"), _("has not signed"))]
    opinion = _(OPINION_NAMES[Opinion(order.opinion)]) if order.opinion else _("confirmed")
    signed = _("{name}, in the chat, {time}").format(name=contact.name, time=_time(order.signed_at))
    return [(_("Signed by"), signed), (_("Opinion"), opinion), (_("Remark"), order.remark)]


def _time(at: datetime | None) -> str:
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(spoken().zone))
    return f"{day(date(local.year, local.month, local.day))} {local:%H:%M}"


async def _photos(session: AsyncSession, order: Dispatch) -> list[bytes]:
    rows = (
        select(File).where(File.id.in_(order.photos[:SHOWN])).options(undefer(File.content)).order_by(File.id)
    )
    return [file.content for file in await session.scalars(rows) if file.content]


def _drawn(report: MaintenanceReport) -> list[File]:
    from documents.images import is_picture
    from documents.pdf import PdfDocument  # with its fonts, much to load

    paper = PdfDocument(report.title, report.under, report.made_at)
    for heading, table in (("", report.facts), (_("Visit"), report.record), (_("Sign-off"), report.signed)):
        if heading:
            paper.heading(heading)
        paper.facts(table)
    pictures = [photo for photo in report.photos if is_picture(photo)]
    if pictures:
        paper.heading(_("Photos"))
    for picture in pictures:
        paper.picture(picture, WIDTH)
    return [File.holding(paper.content(), f"{report.number}.pdf", "application/pdf")]


@verb
async def visit_report(turn: Turn, number: int, version: int, extra: str) -> None:
    """For staff, at any time once the visit is done."""
    order = await access_dispatch(turn.session, turn.person, number)
    if order.done_at is None:
        raise Stale(_("There is no report before the visit is done."))
    await draw_visit_report(turn, order.id)
