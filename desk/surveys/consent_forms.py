"""Consent forms of special services: data import and export, secondary development, recovery, upgrade, training (SCO-10).

The form, filled in, is part of an offer's text (`desk/scope/quotes.py`): signed, hashed and agreed to with it, in one tap.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.people import Person
from desk.scope import quote_answers
from desk.scope.case import ScopeCase
from desk.scope.quote_rows import Quote
from desk.surveys import forms, survey_catalogue
from desk.surveys.forms import Form, Purpose
from errors import BadInput
from i18n import _
from i18n.joining import listed

TRAINING = "svc_train"  # code of the form of a training of their own


async def check(session: AsyncSession, code: str) -> None:
    """Raises BadInput for a form that does not exist; "" means no form."""
    known = [
        each
        for each, (_n, data) in (await survey_catalogue.latest(session)).items()
        if data["purpose"] == Purpose.SPECIAL
    ]
    if code and code not in known:
        raise BadInput(
            _("There is no form {code}. There are: {codes}.").format(code=code, codes=listed(known))
        )


async def form(session: AsyncSession, code: str) -> Form:
    """The form as it reads now."""
    return forms.read(await survey_catalogue.content(session, code))


async def filled(session: AsyncSession, code: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The form as an offer keeps it: with its content, so that what was agreed to is never read otherwise."""
    content = await survey_catalogue.content(session, code)
    return {"form": code, "content": content, "answers": dict(answers)}


def of(quote: Quote) -> Form:
    """The form as it read when the offer was made."""
    return forms.read(quote.consent["content"])


async def agree(session: AsyncSession, case: ScopeCase, quote: Quote, by: Person, now: datetime) -> bool:
    """Whether the offer is agreed now. A form whose text has changed since is void: the offer is made again."""
    if quote.consent and quote.consent["content"] != await survey_catalogue.content(
        session, quote.consent["form"]
    ):
        await quote_answers.void(session, case, quote, now)
        return False
    return await quote_answers.agree(session, case, quote, by, now)
