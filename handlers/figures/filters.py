"""Other figures: of another period, broken down by something else, or of one group only."""

from datetime import date

from desk.figures import By, figures, periods
from desk.figures.labels import labels
from desk.figures.readers import is_head, sees
from desk.figures.scope import BY_NAMES
from errors import NotFound
from handlers.chat.cards import verb
from handlers.chat.flows import Talk, flow, give_way, start
from handlers.chat.incoming import Said
from handlers.chat.jobs import job
from handlers.chat.message import Button, Message
from handlers.chat.questions import Words
from handlers.chat.turn import Turn
from handlers.figures.page import show_figures
from handlers.figures.view import View, carried_days, choices, read
from i18n import _, company_day

OFFERED = 24  # groups to choose from, those with the most tickets


@verb
@job()
async def choose_figures(turn: Turn, number: int, version: int, extra: str) -> None:
    """What there is to choose from: periods, ways to break it down, groups."""
    view, what = await read(turn.session, turn.person, number, version, extra)
    text, buttons = await _offer(turn, view, what)
    rows = [buttons[n : n + 2] for n in range(0, len(buttons), 2)]
    turn.reply(Message(turn.person.id, text, rows=rows, card="figures_choice"))


async def _offer(turn: Turn, view: View, what: str) -> tuple[str, list[Button]]:
    if what == "period":
        named = periods.known(company_day(turn.now))
        buttons = [view.within(period).button(_(periods.NAMES[name])) for name, period in named.items()]
        return _("Of which days?"), [*buttons, view.button(_("✏️ Other days"), "own_figures")]
    if what == "by":
        ways = [by for by in choices(turn.person, view) if by is not view.by]
        return _("By what shall I break it down?"), [view.by_(by).button(_(BY_NAMES[by])) for by in ways]
    if what == "of":
        return _("Only of which one?"), await _groups(turn, view)
    raise NotFound(_("I do not know this button any more. Just write me what you need."))


async def _groups(turn: Turn, view: View) -> list[Button]:
    """Those of the present breakdown; and all of them again, if it is narrowed already."""
    found = await figures(turn.session, view.scope(turn.person), view.by)
    most = sorted(found, key=lambda key: -found[key].filed - found[key].handled)[:OFFERED]
    names = await labels(turn.session, view.by, most)
    rest = [by for by in choices(turn.person, view) if by is not view.by]
    by = By.PERSON if By.PERSON in rest and is_head(turn.person) else rest[0]
    buttons = [view.of_(view.by, key).by_(by).button(names[key]) for key in most]
    return [*buttons, *([view.of_().button(_("All"))] if view.of else [])]


@verb
async def own_figures(turn: Turn, number: int, version: int, extra: str) -> None:
    """Asks for the days."""
    sees(turn.person)
    await give_way(turn, own_days, {})
    await start(turn, own_days, {"extra": extra})


class Days(Words):
    """Answered by days that can be read; kept as they were written."""

    def heard(self, said: Said) -> str:
        words = super().heard(said)
        periods.read(words, date(periods.LATEST, 1, 1))
        return words


@flow
async def own_days(talk: Talk) -> None:
    words = await talk.ask(
        "days", Days(_("Which days? Like 2026-03-01 2026-03-15, or a month like 2026-03."))
    )
    period = periods.read(words, company_day(talk.turn.now))
    await show_figures(talk.turn, *carried_days(period), talk.args["extra"])
