"""The answers to a survey as a table: one row an answer, and what each question came to (VIS-6)."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.surveys import results as survey_results
from desk.surveys import survey_catalogue
from desk.surveys.campaigns import Campaign
from desk.surveys.forms import Form, text
from desk.surveys.results import Answered, Tally
from desk.surveys.visit_backs import VisitBack
from documents.csv_document import csv_document
from documents.xlsx import XlsxDocument
from i18n import _, spoken

Rows = list[Sequence[str | int | float]]


async def of_campaign(session: AsyncSession, campaign: Campaign, ending: str, now: datetime) -> bytes:
    """The file, in the language that is spoken now."""
    form = await survey_catalogue.form(session, campaign.survey, campaign.survey_version)
    those = VisitBack.campaign_id == campaign.id
    answers = [_row(form, one) async for one in survey_results.each(session, those)]
    figures = [_figure(tally) for tally in await survey_results.tallies(session, form, those)]
    return await asyncio.to_thread(WRITERS[ending], form, answers, figures, now)


def _heads(form: Form) -> list[str]:
    asked = [text(question.ask, spoken().language) for question in form.questions]
    return [_("customer"), _("contact"), _("answered"), _("by phone"), *asked]


def _row(form: Form, one: Answered) -> Sequence[str | int | float]:
    at = f"{one.at:%Y-%m-%d %H:%M}"
    return [
        one.customer,
        one.contact,
        at,
        _("yes") if one.by_phone else "",
        *(_cell(one, q.id) for q in form.questions),
    ]


def _cell(one: Answered, name: str) -> str | int:
    answer = one.answers.get(name, "")
    return (
        answer
        if isinstance(answer, int) and not isinstance(answer, bool)
        else "📎"
        if isinstance(answer, list)
        else str(answer)
    )


def _figure(tally: Tally) -> Sequence[str | int | float]:
    shares = " · ".join(f"{key} × {n}" for key, n in sorted(tally.answers.items()) if key)
    mean = "" if tally.mean is None else round(tally.mean, 2)
    return [text(tally.question.ask, spoken().language), tally.count, mean, shares]


def _csv(form: Form, answers: Rows, figures: Rows, made_at: datetime) -> bytes:
    return csv_document([_heads(form), *answers])


def _xlsx(form: Form, answers: Rows, figures: Rows, made_at: datetime) -> bytes:
    book = XlsxDocument(made_at)
    book.sheet(_("Answers"), _heads(form), answers)
    book.sheet(_("Figures"), [_("question"), _("answers"), _("mean"), _("how often")], figures)
    return book.content()


WRITERS: dict[str, Callable[[Form, Rows, Rows, datetime], bytes]] = {".csv": _csv, ".xlsx": _xlsx}
