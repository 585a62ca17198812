"""Guards of an order's buttons: may this person act on it, and is it still as the card shows it?"""

from desk.access import access_dispatch, require
from desk.dispatch.orders import Dispatch
from desk.roles import MANAGERS
from errors import NotAllowed
from handlers.chat.cards import if_unchanged, says_it_changed
from handlers.chat.turn import Turn
from handlers.dispatch.card import card
from i18n import _


async def _load(turn: Turn, number: int) -> Dispatch:
    return await access_dispatch(turn.session, turn.person, number)


async def _load_as_manager(turn: Turn, number: int) -> Dispatch:
    require(turn.person, *MANAGERS)
    return await _load(turn, number)


@says_it_changed
async def _show(turn: Turn, order: Dispatch) -> None:
    turn.reply(await card(turn.session, order, turn.person, turn.now))


async def _check_own(turn: Turn, order: Dispatch) -> None:
    if order.engineer_id != turn.person.id:
        raise NotAllowed(_("This is for the engineer the order was given to."))


on_order = if_unchanged(_load, _show)
on_managed_order = if_unchanged(_load_as_manager, _show)
on_own_order = if_unchanged(_load, _show, _check_own)
