"""The digest of the problem base: figures of a month, as a message with pictures and a table (KB-6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from dateutil.relativedelta import relativedelta
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from charts import BAD, GOOD, OPEN, PLAIN, Bars, Part, draw, folded
from desk import customers
from desk.access import require
from desk.customers import Product
from desk.files import File
from desk.people import Person
from desk.reports import digest as rules
from desk.reports.digest import Digest, DigestFigures
from desk.roles import DIGEST_READERS
from errors import NotFound
from handlers.chat.cards import button, verb
from handlers.chat.jobs import job
from handlers.chat.message import Button, Message, Priority, Rows
from handlers.chat.turn import Turn
from i18n import _
from i18n import month as named
from i18n.joining import one_line

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTED = 5  # questions in the message; the table has more
LONGEST = 60  # characters of each


@dataclass(frozen=True)
class DigestReport:
    """All that is shown of a month; `product` None: of all of them together."""

    month: date
    product: str | None
    products: Mapping[str, str]  # code → name in the reader's language
    by_product: Mapping[str, DigestFigures]
    by_month: Mapping[date, DigestFigures]
    unanswered: Sequence[tuple[str, int]]
    made_at: datetime

    @property
    def figures(self) -> DigestFigures:
        return self.by_month[self.month]

    @property
    def heading(self) -> str:
        return f"{named(self.month)} · {self.name(self.product)}"

    def name(self, product: str | None) -> str:
        if product is None:
            return _("all products")
        return self.products.get(product, product) or _("Product not known")


async def digest(turn: Turn, rest: str) -> None:
    """/digest: the last month, or this one as long as there was nothing before."""
    require(turn.person, *DIGEST_READERS)
    this = rules.first_day(turn.now)
    last = this - relativedelta(months=1)
    known = await turn.session.scalar(select(Digest.id).where(Digest.month == last))
    await show_digest(turn, number_of(last if known else this), 0, "")


@verb
@job()
async def show_digest(turn: Turn, number: int, version: int, extra: str) -> None:
    """`number` is the month, as 202602; `extra` the product, empty for all."""
    require(turn.person, *DIGEST_READERS)
    year, month = divmod(number, 100)
    known = 2000 <= year < 3000 and 1 <= month <= 12
    if not known or date(year, month, 1) > rules.first_day(turn.now):
        raise NotFound(_("There is no digest of that month."))
    if extra and await turn.session.get(Product, extra) is None:
        raise NotFound(_("There is no product {code}.").format(code=extra))
    turn.reply(await _message(turn.session, turn.person, date(year, month, 1), extra or None, turn.now))


def number_of(month: date) -> int:
    """202602, as a button carries it."""
    return month.year * 100 + month.month


async def _message(
    session: AsyncSession, reader: Person, month: date, product: str | None, now: datetime
) -> Message:
    products = {p.code: p.named(reader.language) for p in await customers.products(session)}
    report = DigestReport(
        month=month,
        product=product,
        products=products,
        by_product=await rules.figures(session, month),
        by_month=await rules.months(session, month, product),
        unanswered=await rules.without_answer(session, month, product),
        made_at=now,
    )
    return Message(
        reader.id,
        "\n".join(_lines(report)),
        title=f"📊 {report.heading}",
        rows=_buttons(report, now),
        priority=Priority.NOTICE,
        card="digest",
        fresh=True,
        drawn=partial(_files, report),
    )


def _lines(report: DigestReport) -> list[str]:
    f = report.figures
    lines = [
        _("Asked: {n}").format(n=f.asked),
        _("Answered: {n}, solved: {solved}, did not help: {wrong}").format(
            n=f.answered, solved=f.solved, wrong=f.wrong
        ),
        _("Without an answer: {n}").format(n=f.unanswered),
        _("Tickets avoided: {n}").format(n=f.avoided),
        _("New entries: {n}").format(n=f.written),
    ]
    asked = [f"{n}. {_cut(text)}  ×{times}" for n, (text, times) in enumerate(report.unanswered[:LISTED], 1)]
    return [*lines, *(["", _("Asked most, and without an answer:"), *asked] if asked else [])]


def _cut(text: str) -> str:
    return one_line(text, LONGEST)


def _buttons(report: DigestReport, now: datetime) -> Rows:
    def to(label: str, month: date, product: str | None) -> Button:
        return button(label, "show_digest", number_of(month), 0, product or "")

    before, after = (report.month + relativedelta(months=step) for step in (-1, 1))
    turning = [to(f"◀ {named(before)}", before, report.product)]
    if after <= rules.first_day(now):
        turning.append(to(f"{named(after)} ▶", after, report.product))
    others = [
        to(report.name(code), report.month, code)
        for code in (None, *report.products)
        if code != report.product
    ]
    return [turning, *(others[at : at + 2] for at in range(0, len(others), 2))]


def _files(report: DigestReport) -> list[File]:
    several = report.product is None and len(_asked(report)) > 1
    picture = draw(_by_month(report), *([_by_product(report)] if several else []))
    from handlers.reports import digest_table  # with openpyxl, much to load

    table = digest_table.written(report.heading, _rows(report), report.unanswered, report.made_at)
    name = f"digest-{report.month:%Y-%m}"
    return [
        File.holding(picture, f"{name}.png", "image/png", "photo"),
        File.holding(table, f"{name}.xlsx", XLSX),
    ]


def _asked(report: DigestReport) -> dict[str, DigestFigures]:
    """By the product's name, where anything was asked."""
    return {report.name(code): figures for code, figures in report.by_product.items() if figures.asked}


def _by_month(report: DigestReport) -> Bars:
    title = _("What came of the questions · {product}").format(product=report.name(report.product))
    names = [named(month, short=True) for month in report.by_month]
    return Bars(title, names, _parts(list(report.by_month.values())))


def _by_product(report: DigestReport) -> Bars:
    title = _("What came of the questions · {month}").format(month=named(report.month))
    asked = _asked(report)
    return Bars(title, [folded(name, 20) for name in asked], _parts(list(asked.values())), lying=True)


def _parts(figures: Sequence[DigestFigures]) -> list[Part]:
    """Of all that was asked."""
    return [
        Part(_("Solved"), GOOD, [f.solved for f in figures]),
        Part(_("Answered, not solved"), PLAIN, [max(f.answered - f.solved, 0) for f in figures]),
        Part(_("Without an answer"), BAD, [f.unanswered for f in figures]),
        Part(_("Left open"), OPEN, [max(f.asked - f.answered - f.unanswered, 0) for f in figures]),
    ]


def _rows(report: DigestReport) -> list[tuple[str, DigestFigures]]:
    """Of the month by product, then of all months; the names say which."""
    by_product = [(report.name(code), f) for code, f in report.by_product.items()]
    by_month = [
        (f"{report.name(report.product)} · {named(month)}", f) for month, f in report.by_month.items()
    ]
    return [*by_product, *by_month]
