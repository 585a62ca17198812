"""The certificate as a document in both languages, drawn in the background (TRN-3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from desk.access import access_certificate
from desk.files import File
from desk.training import certificates
from desk.training.certificates import Certificate
from handlers.chat.cards import verb
from handlers.chat.jobs import job
from handlers.chat.message import Message
from handlers.chat.turn import Turn
from i18n import LANGUAGES, N_, _, company_zone, day, speaking

PDF = "application/pdf"


@dataclass(frozen=True)
class Told:
    """All that stands on it, said already."""

    title: str
    under: str
    facts: Sequence[tuple[str, str]]
    address: str  # where it is verified
    made_at: datetime


@verb
async def certificate(turn: Turn, number: int, version: int, extra: str) -> None:
    """Sends an issued certificate again, unchanged."""
    row = await access_certificate(turn.session, turn.person, number)
    await draw_certificate(turn, row.id)


@job()
async def draw_certificate(turn: Turn, number: int) -> None:
    row = await access_certificate(turn.session, turn.person, number)
    address = f"{turn.links.web_address}/verify/{row.shown}"
    text = _("Your certificate {number}. Whoever has the number can verify it: {address}")
    made = Message(turn.person.id, text.format(number=row.shown, address=address), card=f"{row.ref}:paper")
    if there := await certificates.document(turn.session, row):
        return turn.reply(replace(made, files=(there.id,)))
    told, keep = _told(row, address), partial(_keep, row.id)
    return turn.reply(replace(made, drawn=partial(drawn, told, f"{row.shown}.pdf"), kept=keep))


async def _keep(number: int, session: AsyncSession, files: Sequence[File]) -> None:
    await certificates.keep(session, number, files)


def both(text: str) -> str:
    """In both languages."""
    said = []
    for language in LANGUAGES:
        with speaking(language):
            said.append(_(text))
    return " / ".join(dict.fromkeys(said))


def _days(row: Certificate) -> tuple[str, str]:
    issued, until = [], []
    for language in LANGUAGES:
        with speaking(language):
            issued.append(day(row.issued_on))
            until.append(day(row.valid_until) if row.valid_until else _("without end"))
    return " / ".join(issued), " / ".join(until)


def _told(row: Certificate, address: str) -> Told:
    issued, until = _days(row)
    course = " / ".join(dict.fromkeys(filter(None, (row.course, row.course_en))))
    facts = [
        (both(N_("Name")), row.name),
        (both(N_("Course")), course),
        (both(N_("Date")), issued),
        (both(N_("Valid until")), until),
        (both(N_("Number")), row.shown),
        (both(N_("Verify at")), address),
    ]
    made_at = datetime.combine(row.issued_on, time(), company_zone())
    return Told(
        both(N_("Certificate")), both(N_("has passed the exam of this course")), facts, address, made_at
    )


def drawn(told: Told, name: str) -> list[File]:
    from documents.pdf import PdfDocument  # with fpdf2, much to load

    paper = PdfDocument(told.title, told.under, told.made_at)
    paper.facts(told.facts)
    paper.qr_code(told.address)
    return [File.holding(paper.content(), name, PDF)]
