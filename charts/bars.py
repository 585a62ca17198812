"""Stacked bars: how a whole is made up of its parts, side by side. The axis begins at zero, and all have the same scale."""

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from pylopdf_fonts_zh_cn import sans_path

from charts.letters import columns
from charts.tiles import Tile, height, lay

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 7.2, 5.2  # inches; at 150 dots an inch as wide as a phone's screen
HEAD, ROW = 1.9, 0.62  # of a lying panel: title, numbers and legend; each bar
INK, GRID, PAPER = "#24292f", "#d8dee4", "#ffffff"
GOOD, PLAIN, BAD, OPEN = "#1a7f5a", "#6e7781", "#c4661f", "#3b6ea8"
LEGEND, UPRIGHT = 48, 62  # columns of letters that have room in a row: of the legend, below the bars
FITS = 0.045  # share of the axis; a smaller part has no room for its number


@dataclass(frozen=True)
class Part:
    """One colour of all the bars: its name in the legend, and how much of each bar it is."""

    name: str
    colour: str
    values: Sequence[int]


@dataclass(frozen=True)
class Bars:
    """One panel: upright for time, lying for names that need room."""

    title: str
    names: Sequence[str]
    parts: Sequence[Part]
    lying: bool = False


def draw(*panels: Bars, tiles: Sequence[Tile] = ()) -> bytes:
    """The PNG: the tiles, and the panels one below the other. Many see the same: it is drawn once."""
    return _drawn(pickle.dumps((panels, tiles)))


@lru_cache(maxsize=8)
def _drawn(wanted: bytes) -> bytes:
    panels, tiles = pickle.loads(wanted)
    from matplotlib.figure import Figure

    use_font()
    heights = [HEAD + ROW * len(panel.names) if panel.lying else HEIGHT for panel in panels]
    heights = [*([height(tiles)] if tiles else []), *heights]
    figure = Figure(figsize=(WIDTH, sum(heights)), dpi=150, facecolor=PAPER, layout="constrained")
    places = list(figure.subfigures(len(heights), squeeze=False, height_ratios=heights)[:, 0])
    if tiles:
        lay(places.pop(0), tiles, INK)
    for place, panel in zip(places, panels, strict=True):
        axes = place.add_subplot()
        place.suptitle(panel.title, x=0.02, ha="left", fontsize=17, color=INK)
        _stack(axes, panel)
        _dress(axes, panel)
        place.legend(loc="outside lower center", ncols=_across(panel.parts), frameon=False, fontsize=12.5)
    out = BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _across(parts: Sequence[Part]) -> int:
    """All names of the legend in a row, if they have room there."""
    return len(parts) if sum(columns(part.name) for part in parts) <= LEGEND else -(-len(parts) // 2)


@cache
def use_font() -> None:
    """Noto Sans SC, for a server may have no Chinese font of its own."""
    from matplotlib import rcParams
    from matplotlib.font_manager import FontProperties, fontManager

    fontManager.addfont(sans_path())
    rcParams["font.family"] = FontProperties(fname=sans_path()).get_name()


def _stack(axes: "Axes", bars: Bars) -> None:
    places, ends = range(len(bars.names)), [0] * len(bars.names)
    highest = max((sum(column) for column in zip(*(p.values for p in bars.parts), strict=True)), default=0)
    for part in bars.parts:
        drawn = (
            axes.barh(places, part.values, left=ends, color=part.colour, label=part.name, height=0.66)
            if bars.lying
            else axes.bar(places, part.values, bottom=ends, color=part.colour, label=part.name, width=0.62)
        )
        shown = [str(value) if value >= FITS * highest and value else "" for value in part.values]
        axes.bar_label(drawn, shown, label_type="center", fontsize=12, color="white")
        ends = [end + value for end, value in zip(ends, part.values, strict=True)]
    for place, end in zip(places, ends, strict=True):
        at = (end, place) if bars.lying else (place, end)
        axes.annotate(str(end), at, (6, 0) if bars.lying else (0, 5), textcoords="offset points", fontsize=13, color=INK,
                      ha="left" if bars.lying else "center", va="center" if bars.lying else "bottom")  # fmt: skip


def _dress(axes: "Axes", bars: Bars) -> None:
    from matplotlib.ticker import MaxNLocator

    numbers, names = (axes.xaxis, axes.yaxis) if bars.lying else (axes.yaxis, axes.xaxis)
    crowded = not bars.lying and sum(columns(name) + 1 for name in bars.names) > UPRIGHT
    names.set_ticks(
        range(len(bars.names)),
        bars.names,
        fontsize=11 if crowded else 13,
        color=INK,
        rotation=45 if crowded else 0,
    )
    numbers.set_major_locator(MaxNLocator(nbins=5, integer=True, min_n_ticks=1))
    numbers.set_tick_params(labelsize=12, labelcolor=INK, length=0)
    names.set_tick_params(length=0)
    numbers.grid(visible=True, color=GRID)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    axes.margins(x=0.1 if bars.lying else None, y=None if bars.lying else 0.12)
    if bars.lying:
        axes.invert_yaxis()
        axes.set_xlim(left=0)
    else:
        axes.set_ylim(bottom=0)
