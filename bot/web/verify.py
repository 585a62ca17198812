"""Whether a certificate is real: `GET /verify/NUMBER`, for whoever has its number (TRN-3).

Initials only, and one answer for all numbers that there are not: nothing is learned by trying.
"""

from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.web import pages
from bot.web.ports import WebDesk
from desk.training import certificates
from desk.training.certificates import Certificate, initials
from i18n import _, company_day, day, spoken


async def page(desk: WebDesk, request: Request) -> HTMLResponse:
    async with desk.store.reading() as session:
        row = await certificates.by_number(session, request.path_params["number"])
    if row is None:
        return pages.plain_page(_("Certificate"), _("There is no certificate with this number."), 404)
    today = company_day(desk.clock.now())
    return pages.plain_page(f"{_('Certificate')} {row.shown}", " ".join(_sentences(row, row.is_valid(today))))


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
