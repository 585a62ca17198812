"""What somebody looks at: a period, by what, and perhaps of one group only; small enough for a button."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from desk.figures import By, Figures, Key, Period, Scope, figures, groups_and_whole, over_time
from desk.figures import periods as known
from desk.figures.labels import UNKNOWN, key_of, labels, short
from desk.figures.readers import allowed, sees
from desk.people import Person
from desk.reports import monthly_reports
from desk.reports.monthly_reports import EVERYWHERE, What
from errors import BadInput, NotFound
from handlers.chat.message import Button
from i18n import _, days
from i18n.joining import noted

PARTS = 4  # of what a button carries besides its days


@dataclass(frozen=True)
class View:
    """`of`: the one group it is narrowed to."""

    period: Period
    by: By
    of: tuple[By, Key] | None = None

    def scope(self, person: Person) -> Scope:
        narrowed = Scope(self.period, dict([self.of]) if self.of else {})
        return allowed(person, narrowed)

    def within(self, period: Period) -> "View":
        return replace(self, period=period)

    def by_(self, by: By) -> "View":
        return replace(self, by=by)

    def of_(self, by: By | None = None, key: Key = None) -> "View":
        return replace(self, of=(by, key) if by else None)

    def button(self, label: str, does: str = "show_figures", what: str = "") -> Button:
        """Shows this view, or does something else with it: `what` says with which part."""
        first, last, extra = self.carried(what)
        return Button(label, f"c:{does}:{first}:{last}:{extra}")

    def carried(self, what: str = "") -> tuple[int, int, str]:
        """The view as data of a button; `read` reads it."""
        of = (self.of[0].value, short(self.of[1])) if self.of else ("", "")
        return *carried_days(self.period), ".".join((what, self.by, *of))

    async def title(self, session: AsyncSession, person: Person) -> str:
        return " · ".join([days(self.period.first, self.period.last), *await self.narrowing(session, person)])

    async def narrowing(self, session: AsyncSession, person: Person) -> list[str]:
        """Whose figures these are, in words; one's own are "mine"."""
        only = self.scope(person).only
        if only == {By.PERSON: person.id}:
            return [_("mine")]
        return [name for by, key in only.items() for name in (await labels(session, by, [key])).values()]


def start(person: Person, period: Period) -> View:
    """The first view of a person: for a head by people, for others their own figures by product."""
    return View(period, By.PRODUCT if By.PERSON in sees(person) else By.PERSON)


def choices(person: Person, view: View) -> list[By]:
    """By what it can be broken down; not by what it is narrowed to."""
    return [by for by in By if by not in view.scope(person).only]


async def read(session: AsyncSession, person: Person, first: int, last: int, extra: str) -> tuple[View, str]:
    """The view that a button carries, and `what`; never more than this person may see. Raises NotFound."""
    parts = extra.split(".", PARTS - 1)
    try:
        what, by, of_by, of_key = parts
        period = known.checked(_day(first), _day(last))
        of = (By(of_by), await key_of(session, By(of_by), of_key)) if of_by else None
        view = View(period, By(by), of)
    except (ValueError, BadInput):
        raise NotFound(_("I do not know this button any more. Just write me what you need.")) from None
    return (view if view.by in choices(person, view) else replace(view, by=choices(person, view)[0])), what


def carried_days(period: Period) -> tuple[int, int]:
    """20260301, 20260331"""
    return int(f"{period.first:%Y%m%d}"), int(f"{period.last:%Y%m%d}")


def _day(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)


@dataclass(frozen=True)
class CountedView:
    """All that is shown of a view, counted once."""

    title: str
    period: Period
    by: By
    whole: Figures
    before: Figures
    groups: Mapping[str, Figures]  # by their names, most solved first
    keys: Mapping[str, Key]
    parts: list[Period]
    over_time: list[Figures]
    told: Figures | None  # by the month's report


async def look(session: AsyncSession, person: Person, view: View) -> CountedView:
    scope, parts = view.scope(person), view.period.parts()
    groups, whole = await groups_and_whole(session, scope, view.by)
    ordered = sorted(
        groups, key=lambda key: (key in (None, ""), -groups[key].handled, -groups[key].open, str(key))
    )
    names = await labels(session, view.by, ordered)
    unique = {key: _unique(names, key, view.by) for key in ordered}
    return CountedView(
        await view.title(session, person),
        view.period,
        view.by,
        whole,
        (await figures(session, scope.within(view.period.earlier())))[0],
        {unique[key]: groups[key] for key in ordered},
        {unique[key]: key for key in ordered},
        parts,
        await over_time(session, scope, parts),
        await _told(session, scope),
    )


async def _told(session: AsyncSession, scope: Scope) -> Figures | None:
    """What the report of this month says, of the company or of a branch; None if there is none."""
    if scope.period.months != 1 or not set(scope.only) <= {By.REGION}:
        return None
    region = str(scope.only.get(By.REGION) or EVERYWHERE)
    if scope.only and region == EVERYWHERE:
        return None
    told = await monthly_reports.told(session, What.SERVICE, scope.period.first, region)
    return Figures(**told["whole"]) if told else None


def _unique(names: Mapping[Key, str], key: Key, by: By) -> str:
    """Two of the same name are told apart by their numbers."""
    name = names[key] or _(UNKNOWN[by])
    return name if list(names.values()).count(name) == 1 else noted(name, key)
