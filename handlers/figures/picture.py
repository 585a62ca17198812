"""The picture of the figures: six numbers, what came in over time, who solved how much, which promises were kept."""

from collections.abc import Mapping, Sequence

from charts import BAD, GOOD, OPEN, PLAIN, Bars, Part, Tile, draw, folded
from desk.figures import Figures, Period
from desk.figures.meanings import MEANINGS
from desk.figures.scope import BY_NAMES
from handlers.figures.formatting import promises, shown
from handlers.figures.view import CountedView
from i18n import _, month, short_day

SHOWN = 6  # groups; the others together
LONGEST = 20  # columns of a line of a name
TILES = ("handled", "open", "handling_median", "first_contact", "in_time", "satisfaction")


def picture(look: CountedView) -> bytes:
    """The PNG; drawn in a thread."""
    panels = [over_time(look.parts, look.over_time)]
    if len(look.groups) > 1 and look.whole.handled:
        panels.append(by_group(_("Solved, by {what}").format(what=_(BY_NAMES[look.by])), look.groups))
    if promises(look.whole):
        panels.append(kept(look.whole))
    return draw(*panels, tiles=tiles(look.whole, look.before))


def tiles(whole: Figures, before: Figures) -> list[Tile]:
    """Each beside the period before."""
    return [
        Tile(
            _(MEANINGS[name].name), shown(name, whole), _("before: {value}").format(value=shown(name, before))
        )
        for name in TILES
    ]


def over_time(parts: Sequence[Period], figures: Sequence[Figures]) -> Bars:
    """What came in, and what became of it by now."""
    return Bars(
        _("What came in, and what became of it"),
        [_name(part, short=all(part.days == 1 for part in parts)) for part in parts],
        [
            Part(_("Problem base"), OPEN, [f.base_solved for f in figures]),
            Part(_("Solved"), GOOD, [f.solved for f in figures]),
            Part(_("Not solved yet"), BAD, [f.filed - f.solved - f.cancelled for f in figures]),
            Part(_("Cancelled"), PLAIN, [f.cancelled for f in figures]),
        ],
    )


def _name(part: Period, *, short: bool) -> str:
    if short:
        return f"{part.first.day}"
    if part.months == 1:
        return month(part.first, short=True)
    return short_day(part.first)


def by_group(title: str, groups: Mapping[str, Figures]) -> Bars:
    """How much each has solved, and how much of it at the first contact."""
    some = [(name, f.handled, f.solved_at_first_contact) for name, f in groups.items() if f.handled]
    first, rest = some[:SHOWN], some[SHOWN:]
    if rest:
        first.append(
            (_("others ({n})").format(n=len(rest)), sum(row[1] for row in rest), sum(row[2] for row in rest))
        )
    return Bars(
        title,
        [folded(name, LONGEST) for name, _handled, _solved in first],
        [
            Part(_("At the first contact"), GOOD, [solved for _name, _handled, solved in first]),
            Part(_("Later"), PLAIN, [handled - solved for _name, handled, solved in first]),
        ],
        lying=True,
    )


def kept(figures: Figures) -> Bars:
    rows = promises(figures)
    return Bars(
        _("Promises"),
        [folded(name, LONGEST) for name, _kept, _broken in rows],
        [
            Part(_("Kept"), GOOD, [kept for _name, kept, _broken in rows]),
            Part(_("Broken"), BAD, [broken for _name, _kept, broken in rows]),
        ],
        lying=True,
    )
