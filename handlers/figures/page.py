"""`/figures`: the page with its picture, and the buttons to other periods, groups, tickets and the file (STA-1, STA-4)."""

from collections.abc import Callable
from functools import partial

from desk.figures import periods
from desk.figures.lists import LISTS, complaints
from desk.figures.meanings import MEANINGS
from desk.figures.readers import sees
from desk.figures.scope import BY_NAMES
from desk.files import File
from desk.roles import CHURN_READERS, HEADS
from handlers.chat.cards import button, verb
from handlers.chat.jobs import job
from handlers.chat.message import Message, Rows
from handlers.chat.turn import Turn
from handlers.figures.formatting import lines, shown
from handlers.figures.picture import picture
from handlers.figures.view import CountedView, View, look, read, start
from i18n import _, company_day, days

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTED = 8  # groups in the message


async def command(turn: Turn, rest: str) -> None:
    """/figures: of this month; `/figures 2026-03-01 2026-03-15` of these days."""
    today = company_day(turn.now)
    sees(turn.person)
    period = periods.read(rest, today) if rest else periods.known(today)["this_month"]
    await show_figures(turn, *start(turn.person, period).carried())


@verb
@job()
async def show_figures(turn: Turn, number: int, version: int, extra: str) -> None:
    """`number` and `version` are the first and the last day, as 20260301."""
    view, _what = await read(turn.session, turn.person, number, version, extra)
    seen = await look(turn.session, turn.person, view)
    _some, readable = await complaints(turn.session, turn.person, view.scope(turn.person), 0)
    turn.reply(
        Message(
            turn.person.id,
            "\n".join([*lines(seen.whole), *_corrected(seen), *_groups(seen)]),
            title=_("📊 Figures · {title}").format(title=seen.title),
            rows=_buttons(turn, view, seen, readable),
            card="figures",
            fresh=True,
            drawn=_file("photo", name_of(view.period, "png"), "image/png", partial(picture, seen)),
        )
    )


def _file(kind: str, name: str, mime: str, made: Callable[[], bytes]) -> Callable[[], list[File]]:
    return partial(_drawn, kind, name, mime, made)


def _drawn(kind: str, name: str, mime: str, made: Callable[[], bytes]) -> list[File]:
    return [File.holding(made(), name, mime, kind)]


def _corrected(seen: CountedView) -> list[str]:
    """What the report of this month says otherwise: it stays as it was told, and what came in late is marked here."""
    if seen.told is None:
        return []
    changed = [name for name in MEANINGS if shown(name, seen.told) != shown(name, seen.whole)]
    some = [
        _("✏️ {figure}: {now} (in the report: {told})").format(
            figure=_(MEANINGS[name].name), now=shown(name, seen.whole), told=shown(name, seen.told)
        )
        for name in changed
    ]
    return ["", _("Corrected since the report of this month:"), *some] if some else []


def _groups(seen: CountedView) -> list[str]:
    if len(seen.groups) < 2:
        return []
    some = [
        _("{name}: {handled} solved, {open} open, {half}").format(
            name=name, handled=f.handled, open=f.open, half=shown("handling_median", f)
        )
        for name, f in list(seen.groups.items())[:LISTED]
    ]
    return ["", _("By {what} (solved, open, time to solve):").format(what=_(BY_NAMES[seen.by])), *some]


def _buttons(turn: Turn, view: View, seen: CountedView, complaints: int) -> Rows:
    numbers = {name: int(MEANINGS[name].value(seen.whole) or 0) for name in LISTS if name in MEANINGS}
    numbers["unhappy"] = seen.whole.scored - seen.whole.satisfied
    behind = [
        view.button(f"{_(LISTS[name])} {n}", "list_figures", f"{name}-0") for name, n in numbers.items() if n
    ]
    if complaints:
        label = f"{_(MEANINGS['complaints'].name)} {complaints}"
        behind.append(view.button(label, "list_figures", "complaints-0"))
    before, after = view.period.earlier(), view.period.later()
    turning = [view.within(before).button(f"◀ {days(before.first, before.last)}")]
    if after.first <= company_day(turn.now):
        turning.append(view.within(after).button(f"{days(after.first, after.last)} ▶"))
    return [
        *(behind[n : n + 3] for n in range(0, len(behind), 3)),
        turning,
        [
            view.button(_("📅 Period"), "choose_figures", "period"),
            view.button(_("🔀 By …"), "choose_figures", "by"),
        ],
        [view.button(_("🔎 Only one …"), "choose_figures", "of"), view.button(_("📄 File"), "file_figures")],
        *_of_churn(turn),
    ]


def _of_churn(turn: Turn) -> Rows:
    """The way to lost customers, for heads; to their own at risk, for those who answer for customers (STA-5)."""
    if turn.person.has(*HEADS):
        return [[button(_("📉 Lost customers"), "show_churn", 0)]]
    return (
        [[button(_("⚠️ Customers at risk"), "list_churn", 0, 0, "risk-0")]]
        if turn.person.has(*CHURN_READERS)
        else []
    )


@verb
@job()
async def file_figures(turn: Turn, number: int, version: int, extra: str) -> None:
    """The same as a table, with what each figure means."""
    from handlers.figures import table  # with openpyxl, much to load

    view, _what = await read(turn.session, turn.person, number, version, extra)
    seen = await look(turn.session, turn.person, view)
    file = _file("document", name_of(view.period, "xlsx"), XLSX, partial(table.written, seen, turn.now))
    turn.say(_("The figures of {title} as a table.").format(title=seen.title), drawn=file)


def name_of(period: periods.Period, ending: str) -> str:
    return f"figures-{period.first:%Y%m%d}-{period.last:%Y%m%d}.{ending}"
