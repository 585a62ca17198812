"""Bootstrap data of the page: its texts, permissions, and people."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot import health_checks
from bot.web import files, middleware, page_texts, parsing
from bot.web.identities import Visitor, described, visitors
from bot.web.ports import WebDesk
from errors import NotAllowed
from i18n import LANGUAGES, _, company, speaking, spoken


async def hello(desk: WebDesk, request: Request) -> Response:
    """All the page needs to begin. Raises NotAllowed when nobody is signed in."""
    async with _people(desk, request) as people:
        return JSONResponse({**_page(desk), "people": people})


async def people(desk: WebDesk, request: Request) -> Response:
    """The people this browser may speak as, and who of them is on duty now. Raises NotAllowed when nobody is signed in."""
    async with _people(desk, request) as people:
        return JSONResponse(people)


@asynccontextmanager
async def _people(desk: WebDesk, request: Request) -> AsyncIterator[list[dict[str, Any]]]:
    """In their language, and so is what is said inside."""
    async with desk.store.reading() as session:
        known = await visitors(desk, session, request)
        if not (known or desk.settings.demo):
            raise NotAllowed(_("Please sign in again with a new invite link."))
        with speaking(_language(request, known, desk.settings.demo), spoken().zone):
            yield await described(
                session, known, desk.clock.now(), telegram=bool(desk.settings.telegram_bot_token)
            )


def _language(request: Request, known: dict[int, Visitor], demo: bool) -> str:
    """A person's own, unless they chose another on the page."""
    if demo or request.cookies.get(middleware.LANGUAGE) in LANGUAGES:
        return spoken().language
    return next(iter(known.values())).person.language


def _page(desk: WebDesk) -> dict[str, object]:
    return {
        "language": spoken().language,
        "words": page_texts.spoken_words(),
        "demo": desk.settings.demo,
        "company": company(),
        "zone": desk.settings.time_zone,
        "now": desk.clock.now().isoformat(),
        "limits": {"text": parsing.LONGEST, "files": parsing.MOST_FILES, "bytes": files.LARGEST},
    }


async def health(desk: WebDesk, request: Request) -> Response:
    """Whether the database answers, and what else is amiss.

    Trouble is told, and no error: a proxy would send people away from a desk that still answers.
    """
    async with desk.store.reading() as session:
        found = await health_checks.found(session, desk.store.file, desk.clock.now())
    return JSONResponse({"ok": not found, "troubles": found})
