"""R&D's tracker tells how a matter stands there: `POST /tracker`, off as long as `TRACKER_SECRET` is not set (HOT-14)."""

import hmac
import json
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.delivery.unit_of_work import tell
from bot.web.files import at_most
from bot.web.ports import WebDesk
from desk.hotline import external_tracker
from errors import BadInput, NotAllowed
from i18n import _

LARGEST = 64 * 1024  # bytes of one report


async def take(desk: WebDesk, request: Request) -> Response:
    """`{"key": "ABC-12", "status": "In progress"}`, from a client that knows the secret. Idempotent."""
    given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    if not hmac.compare_digest(given.encode(), desk.settings.tracker_secret.encode()):
        raise NotAllowed(_("The secret is missing, or it is another one."))
    key, status = await _read(request)
    tickets = await desk.store.retry_on_conflict(partial(_told, desk, key, status))
    return JSONResponse({"tickets": tickets})


async def _read(request: Request) -> tuple[str, str]:
    """Raises BadInput, TooLarge."""
    try:
        body = await Request(request.scope, at_most(LARGEST, request.receive)).body()
        raw = json.loads(body)
    except (ValueError, RecursionError):
        raw = None
    key, status = (raw.get("key"), raw.get("status")) if isinstance(raw, dict) else (None, None)
    if not isinstance(key, str) or not isinstance(status, str):
        raise BadInput(_('Please send JSON like {"key": "ABC-12", "status": "In progress"}.'))
    return key, status


async def _told(desk: WebDesk, key: str, status: str, session: AsyncSession) -> list[str]:
    now = desk.clock.now()
    tickets = await external_tracker.reported(session, key, status, now)
    await tell(session, now)
    return tickets
