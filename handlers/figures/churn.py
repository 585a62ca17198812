"""Lost customers and those at risk: the rate of a half-year by branch against the target, both lists, the file (STA-5)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from desk import policies
from desk.figures import churn as churn_figures
from desk.figures import risks
from desk.figures.churn import PAGE, Branch, Churn, half_year
from desk.figures.periods import EARLIEST, LATEST, Period
from desk.figures.readers import sees_churn, sees_risks
from desk.files import File
from desk.sales.losses import REASON_NAMES, LossReason
from errors import NotFound
from handlers.chat.cards import button, verb
from handlers.chat.jobs import job
from handlers.chat.message import Button, Message, Priority, Rows
from handlers.chat.turn import Turn
from handlers.figures.churn_formatting import branch_name, half_name, rate
from i18n import N_, _, company_day, day
from i18n.joining import labelled, listed, noted

LOST, RISK = "lost", "risk"
Listed = list[tuple[str, Button]]  # a line, and the way to the customer's card
LISTS = {LOST: N_("Lost customers"), RISK: N_("Customers at risk")}


@verb
@job()
async def show_churn(turn: Turn, number: int, version: int, extra: str) -> None:
    """`number` is the first day of the half-year, as 20260101; 0 for the present one."""
    turn.reply(await _page(turn, number))


@job()
async def report_churn(turn: Turn, number: int) -> None:
    """The same with its table, when the half-year is over."""
    page = await _page(turn, number)
    turn.reply(replace(page, priority=Priority.NOTICE, drawn=await _table(turn, number)))


async def _page(turn: Turn, number: int) -> Message:
    region, period = sees_churn(turn.person), _period(turn, number)
    whole = await churn_figures.churn(turn.session, period, turn.now)
    turn.keeps.append(partial(churn_figures.keep, told=whole, now=turn.now))
    seen = whole.of(region)
    before = (await churn_figures.churn(turn.session, period.earlier(), turn.now)).of(region)
    target = await policies.value(turn.session, policies.CHURN_TARGET)
    found = len(await risks.at_risk(turn.session, turn.now, region))
    gone = len(await churn_figures.lost(turn.session, period, region))
    return Message(
        turn.person.id,
        "\n".join(_lines(seen, before, target, found)),
        title=_("📉 Lost customers · {half}").format(half=half_name(period)),
        rows=_buttons(turn, period, gone, found),
        card="churn",
        fresh=True,
    )


def _period(turn: Turn, number: int) -> Period:
    """Raises NotFound for a day that begins no half-year, or is still to come."""
    today = company_day(turn.now)
    if not number:
        return half_year(today)
    year, month, first = number // 10_000, number // 100 % 100, number % 100
    if first != 1 or month not in (1, 7) or not EARLIEST <= year <= LATEST or date(year, month, 1) > today:
        raise NotFound(_("I do not know this button any more. Just write me what you need."))
    return half_year(date(year, month, 1))


def _lines(seen: Churn, before: Churn, target: float, at_risk: int) -> list[str]:
    whole = seen.whole
    lines = [
        labelled(_("Lost of those in service at its start"), rate(whole, target)),
        listed([
            _("target: at most {rate}").format(rate=f"{target:.0%}"),
            _("half-year before: {rate}").format(rate="–" if before.whole.rate is None else f"{before.whole.rate:.1%}"),
        ]),
        labelled(_("At risk now"), str(at_risk)),
    ]  # fmt: skip
    if len(seen.branches) > 1:
        lines += ["", _("By branch:")]
        lines += [f"• {labelled(branch_name(name), rate(b, target))}" for name, b in _worst(seen)]
    if whole.reasons:
        ranked = sorted(whole.reasons.items(), key=lambda each: (-each[1], each[0]))
        named = listed(noted(_(REASON_NAMES[LossReason(code)]), n) for code, n in ranked)
        lines += ["", labelled(_("Why"), named)]
    if seen.corrected:
        now = seen.corrected.whole
        lines += [
            "",
            _("✏️ Corrected since it was told: {now} (told: {told})").format(
                now=rate(now, target), told=rate(whole, target)
            ),
        ]
    return lines


def _worst(seen: Churn) -> Sequence[tuple[str, Branch]]:
    return sorted(seen.branches.items(), key=lambda each: (-(each[1].rate or 0), each[0]))


def _number(period: Period) -> int:
    return int(f"{period.first:%Y%m%d}")


def _buttons(turn: Turn, period: Period, gone: int, at_risk: int) -> Rows:
    before, after = period.earlier(), period.later()
    turning = [button(f"◀ {half_name(before)}", "show_churn", _number(before))]
    if after.first <= company_day(turn.now):
        turning.append(button(f"{half_name(after)} ▶", "show_churn", _number(after)))
    counts = {LOST: gone, RISK: at_risk}
    behind = [_listing(period, which, 0, f"{_(LISTS[which])} {n}") for which, n in counts.items() if n]
    file = [button(_("📄 File"), "file_churn", _number(period))]
    return [*([behind] if behind else []), turning, file]


def _listing(period: Period, which: str, page: int, label: str) -> Button:
    return button(label, "list_churn", _number(period), 0, f"{which}-{page}")


@verb
@job()
async def list_churn(turn: Turn, number: int, version: int, extra: str) -> None:
    """`extra` is the list and its page, as `lost-0`; each opens the customer's card."""
    period = _period(turn, number)
    which, _dash, place = extra.partition("-")
    if which not in LISTS or not (place.isdecimal() and len(place) < 6):
        raise NotFound(_("I do not know this button any more. Just write me what you need."))
    rows = await (_lost(turn, period) if which == LOST else _at_risk(turn))
    turn.reply(_list(turn, period, which, int(place), rows))


def _list(turn: Turn, period: Period, which: str, at: int, rows: Listed) -> Message:
    total = len(rows)
    some = rows[at * PAGE : (at + 1) * PAGE]
    about = half_name(period) if which == LOST else day(company_day(turn.now))
    heading = _("{list} · {title}: {n}").format(list=_(LISTS[which]), title=about, n=total)
    turning = [
        _listing(period, which, to, label)
        for label, to in (("◀", at - 1), ("▶", at + 1))
        if to >= 0 and to * PAGE < total
    ]
    lines = [line for line, _open in some] or [_("Nothing there.")]
    buttons = [*([opens] for _line, opens in some), *([turning] if turning else [])]
    return Message(turn.person.id, "\n".join([heading, *lines]), rows=buttons, card="churn_list")


async def _lost(turn: Turn, period: Period) -> Listed:
    region = sees_churn(turn.person)
    today = company_day(turn.now)
    return [
        (
            f"• {labelled(customer.name, listed([day(loss.lost_on, today), loss.why]))}",
            button(f"🏢 {customer.name}", "customer_file", customer.id),
        )
        for loss, customer in await churn_figures.lost(turn.session, period, region)
    ]


async def _at_risk(turn: Turn) -> Listed:
    """Of their branch, or of their own."""
    region, own = sees_risks(turn.person)
    return [
        (
            f"• {labelled(risk.customer.name, listed(risk.why))}",
            button(f"🏢 {risk.customer.name}", "customer_file", risk.customer.id),
        )
        for risk in await risks.at_risk(turn.session, turn.now, region, theirs=own)
    ]


async def risks_command(turn: Turn, rest: str) -> None:
    """/risks: who is at risk of being lost, and why."""
    await list_churn(turn, 0, 0, f"{RISK}-0")


@job(quiet=True)
async def tell_risks(turn: Turn) -> None:
    """Each month to account managers, if any of theirs is at risk."""
    if rows := await _at_risk(turn):
        page = _list(turn, half_year(company_day(turn.now)), RISK, 0, rows)
        turn.reply(replace(page, fresh=True, priority=Priority.NOTICE))


@verb
@job()
async def file_churn(turn: Turn, number: int, version: int, extra: str) -> None:
    """The rates of the last half-years by branch, and both lists."""
    text = _("The lost customers of the {half} as a table.").format(half=half_name(_period(turn, number)))
    turn.say(text, drawn=await _table(turn, number))


async def _table(turn: Turn, number: int) -> Callable[[], Sequence[File]]:
    from handlers.figures import churn_table  # with openpyxl, much to load

    region, period = sees_churn(turn.person), _period(turn, number)
    told = await churn_table.gathered(turn.session, period, region, turn.now)
    name = f"churn-{period.first:%Y}H{1 if period.first.month == 1 else 2}.xlsx"
    return partial(churn_table.drawn, told, name)
