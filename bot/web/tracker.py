"""R&D's tracker tells how a matter stands there: `POST /tracker`, off as long as `TRACKER_SECRET` is not set (HOT-14)."""

import hmac
import json
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.delivery.unit_of_work import tell
from bot.web.files import at_most
from bot.web.ports import WebDesk
from desk.hotline.external_tracker import Report
from desk.requirements import tracking
from errors import BadInput, NotAllowed
from i18n import _

LARGEST = 64 * 1024  # bytes of one report
SIGNATURE = "x-hub-signature-256"  # HMAC of the body by the secret, as GitHub, Gitea and Jira send it
AHEAD = timedelta(minutes=5)  # their clock may go before ours


async def take(desk: WebDesk, request: Request) -> Response:
    """`{"key": "ABC-12", "status": "In progress", "at": "2026-03-02T10:00:00Z"}`, `at` if the tracker tells it; signed, or from a client
    that sends the secret. Idempotent: what is sent again, or is older than what is known, changes nothing."""
    secret = desk.settings.tracker_secret
    if SIGNATURE not in request.headers:
        _check(request.headers.get("authorization", "").removeprefix("Bearer ").strip(), secret)
    body = await Request(request.scope, at_most(LARGEST, request.receive)).body()
    if SIGNATURE in request.headers:
        signed = hmac.new(secret.encode(), body, "sha256").hexdigest()
        _check(request.headers[SIGNATURE].removeprefix("sha256=").strip(), signed)
    report = _read(body)
    return JSONResponse(await desk.store.retry_on_conflict(partial(_told, desk, report)))


def _check(given: str, right: str) -> None:
    """Raises NotAllowed."""
    if not hmac.compare_digest(given.encode(), right.encode()):
        raise NotAllowed(_("The secret is missing, or it is another one."))


def _read(body: bytes) -> Report:
    """Raises BadInput."""
    try:
        raw = json.loads(body)
        key, status, at = (raw.get(name) for name in ("key", "status", "at"))
        moved_at = datetime.fromisoformat(at) if at is not None else None
    except (AttributeError, OverflowError, RecursionError, TypeError, ValueError):
        key = status = moved_at = None
    if not isinstance(key, str) or not isinstance(status, str):
        raise BadInput(_('Please send JSON like {"key": "ABC-12", "status": "In progress"}.'))
    if moved_at is not None:
        moved_at = moved_at.replace(tzinfo=moved_at.tzinfo or UTC)
    return Report(key, status, moved_at)


async def _told(desk: WebDesk, report: Report, session: AsyncSession) -> dict[str, list[str]]:
    now = desk.clock.now()
    if report.moved_at is not None and report.moved_at > now + AHEAD:
        raise BadInput(_("“at” lies in the future. Please send the time of the change."))
    found = await tracking.reported(session, report, now)
    await tell(session, now)
    return found
