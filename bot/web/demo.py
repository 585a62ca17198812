"""What only the demo has: a clock that can be moved forward."""

from dateutil.relativedelta import relativedelta
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot import clock
from bot.web.ports import WebDesk
from errors import BadInput, NotFound
from i18n import _

STEPS = {"hour": relativedelta(hours=1), "day": relativedelta(days=1), "month": relativedelta(months=1)}


async def move_clock(desk: WebDesk, request: Request) -> Response:
    """An hour, a day or a month ahead; what falls due meanwhile happens in its order."""
    if not desk.settings.demo:
        raise NotFound(_("There is nothing at this address."))
    try:
        step = STEPS[(await request.json())["forward"]]
    except (ValueError, KeyError, TypeError):
        raise BadInput(_("An hour, a day or a month?")) from None
    now = desk.clock.now()
    await clock.forward(desk.store, desk.clock, now + step - now)
    return JSONResponse({"now": desk.clock.now().isoformat()})
