"""The tickets or complaints behind a number, page by page; each opens its card."""

from functools import partial

from desk.complaints import complaint as complaint_record
from desk.complaints import register as complaint_register
from desk.figures.lists import LISTS, PAGE, complaints, page
from desk.figures.meanings import MEANINGS
from desk.ticket import STATE_NAMES
from errors import NotFound
from handlers.chat.cards import button, verb
from handlers.chat.jobs import job
from handlers.chat.message import Button
from handlers.chat.turn import Turn
from handlers.figures.view import View, read
from i18n import _

COMPLAINTS = "complaints"
Lines = tuple[list[list[Button]], int]  # a page, and how many there are in all


@verb
@job()
async def list_figures(turn: Turn, number: int, version: int, extra: str) -> None:
    """`what` is the list and its page, as `open-0`."""
    view, what = await read(turn.session, turn.person, number, version, extra)
    which, _dash, place = what.partition("-")
    if which not in (*LISTS, COMPLAINTS) or not (place.isdecimal() and len(place) < 6):
        raise NotFound(_("I do not know this button any more. Just write me what you need."))
    await _list(turn, view, which, int(place))


async def _list(turn: Turn, view: View, which: str, at: int) -> None:
    rows, total = await (_complaints if which == COMPLAINTS else _tickets)(turn, view, which, at)
    turning = [
        view.button(label, "list_figures", f"{which}-{to}")
        for label, to in (("◀", at - 1), ("▶", at + 1))
        if to >= 0 and to * PAGE < total
    ]
    title = await view.title(turn.session, turn.person)
    heading = _("{list} · {title}: {n}").format(
        list=_(LISTS.get(which, MEANINGS[COMPLAINTS].name)), title=title, n=total
    )
    text = heading if rows else "\n".join([heading, _("Nothing there.")])
    turn.say(text, [*rows, turning] if turning else rows, card="figures_list")


async def _tickets(turn: Turn, view: View, which: str, at: int) -> Lines:
    found, total = await page(turn.session, view.scope(turn.person), which, at)
    return [
        [button(f"{t.number} · {_(STATE_NAMES[t.state])} · {t.title}", "show", t.id)] for t in found
    ], total


async def _complaints(turn: Turn, view: View, which: str, at: int) -> Lines:
    """As far as they may read them; that they look is in the journal."""
    found, total = await complaints(turn.session, turn.person, view.scope(turn.person), at)
    numbers = [complaint.id for complaint in found]
    turn.keeps.append(
        partial(
            complaint_register.listed, person=turn.person, section="figures", numbers=numbers, now=turn.now
        )
    )
    names = complaint_record.STATE_NAMES
    return [[button(f"{c.number} · {_(names[c.state])}", "show_complaint", c.id)] for c in found], total
