"""Whether a certificate is real: `GET /verify/NUMBER`, for the person who has its number (TRN-3).

Initials only, and one answer for all numbers that there are not: nothing is learned by trying.
"""

from html import escape
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.web import pages
from bot.web.files import one_file
from bot.web.ports import WebDesk
from desk.training import certificates
from desk.training.certificates import Certificate, initials
from i18n import _, company_day, day, spoken

LARGEST = 4 * 2**20  # bytes of a document to compare


async def page(desk: WebDesk, request: Request) -> HTMLResponse:
    async with desk.store.reading() as session:
        row = await certificates.by_number(session, request.path_params["number"])
    if row is None:
        return _unknown()
    return _shown(desk, row, _form(row) if row.sha256 else "")


async def compare(desk: WebDesk, request: Request) -> HTMLResponse:
    """`POST`, with a file: whether it is the document that was issued, to the byte."""
    async with desk.store.reading() as session:
        row = await certificates.by_number(session, request.path_params["number"])
    if row is None:
        return _unknown()
    content = await one_file(request, LARGEST)
    same = certificates.is_issued(row, content)
    told = (
        _("This file is the document that was issued.")
        if same
        else _("This file is not the document that was issued: something in it is different.")
    )
    return _shown(desk, row, _form(row), told)


def _unknown() -> HTMLResponse:
    return pages.plain_page(_("Certificate"), _("There is no certificate with this number."), 404)


def _shown(desk: WebDesk, row: Certificate, form: str, told: str = "") -> HTMLResponse:
    said = [*([told] if told else []), *_sentences(row, row.is_valid(company_day(desk.clock.now())))]
    return pages.plain_page(f"{_('Certificate')} {row.shown}", " ".join(said), form=form)


def _form(row: Certificate) -> str:
    label = _("Is it the same document? Choose the PDF, and I compare it with what was issued.")
    return Template(
        '<form method="post" enctype="multipart/form-data" action="/verify/$number"><label for="file">$label</label>'
        '<input id="file" type="file" name="file" accept="application/pdf" required><button>$button</button>'
        "</form><p><small>SHA-256 $sha256</small></p>"
    ).substitute(
        number=escape(row.shown), label=escape(label), button=escape(_("Compare")), sha256=escape(row.sha256)
    )


def _sentences(row: Certificate, valid: bool) -> list[str]:
    course = row.course_en if spoken().language == "en" and row.course_en else row.course
    facts = _("{initials} has passed the exam of the course “{course}” on {day}.").format(
        initials=initials(row.name), course=course, day=day(row.issued_on)
    )
    if row.revoked_at is not None:
        return [facts, _("This certificate was withdrawn on {day}.").format(day=day(row.revoked_at.date()))]
    if row.valid_until is None:
        return [facts, _("This certificate is valid, without end.")]
    until = day(row.valid_until)
    if valid:
        return [facts, _("This certificate is valid until {day}.").format(day=until)]
    return [facts, _("This certificate was valid until {day}.").format(day=until)]
