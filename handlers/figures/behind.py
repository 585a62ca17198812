"""The tickets behind a number, page by page; each opens its card."""

from desk.figures.lists import LISTS, PAGE, page
from desk.tickets import STATE_NAMES
from errors import NotFound
from handlers.cards import button, verb
from handlers.errands import errand
from handlers.figures.view import read
from handlers.turn import Turn
from language import _


@verb
@errand()
async def list_figures(turn: Turn, number: int, version: int, extra: str) -> None:
    """`what` is the list and its page, as `open-0`."""
    view, what = await read(turn.session, turn.person, number, version, extra)
    which, _dash, place = what.partition("-")
    if which not in LISTS or not (place.isdecimal() and len(place) < 6):
        raise NotFound(_("I do not know this button any more. Just write me what you need."))
    at = int(place)
    found, total = await page(turn.session, view.scope(turn.person), which, at)
    rows = [
        [button(f"{t.number} · {_(STATE_NAMES[t.state])} · {t.title}", "show", t.id, t.version)]
        for t in found
    ]
    turning = [
        view.button(label, "list_figures", f"{which}-{to}")
        for label, to in (("◀", at - 1), ("▶", at + 1))
        if to >= 0 and to * PAGE < total
    ]
    title = await view.title(turn.session, turn.person)
    heading = _("{list} · {title}: {n}").format(list=_(LISTS[which]), title=title, n=total)
    text = heading if found else "\n".join([heading, _("Nothing there.")])
    turn.say(text, [*rows, turning] if turning else rows, card="figures_list")
