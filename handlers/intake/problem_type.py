"""The question what it is about: all sub-types, the likeliest first, a page at a time (INT-11)."""

from sqlalchemy.ext.asyncio import AsyncSession

from desk.tickets import problem_type
from handlers.chat.questions import Choice
from i18n import _
from kb.base import taxonomy


async def question(session: AsyncSession, words: str, language: str) -> Choice:
    """Answered by a code; its name may be typed as well."""
    known = await taxonomy.catalogue(session)
    likely = (await problem_type.propose(session, words)).codes
    codes = [*likely, *(code for code, each in known.items() if each.active and code not in likely)]
    options = [(code, await problem_type.named(session, known[code].kind, code, language)) for code in codes]
    return Choice(_("What is it about?"), options=options)
