"""Lines over time: one panel below the other, on the same weeks, each with its own scale that begins at zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from charts.bars import GRID, INK, PAPER, WIDTH, use_font

HEIGHT = 2.3  # inches of a panel


@dataclass(frozen=True)
class Line:
    """One panel: what is counted, and how much of it there was, moment by moment."""

    name: str
    colour: str
    values: Sequence[int]


def lines(*panels: Line) -> bytes:
    """The PNG."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    use_font()
    size = (WIDTH, HEIGHT * len(panels))
    figure = Figure(figsize=size, dpi=150, facecolor=PAPER, layout="constrained")
    for axes, panel in zip(
        figure.subplots(len(panels), sharex=True, squeeze=False)[:, 0], panels, strict=True
    ):
        weeks = range(1, len(panel.values) + 1)
        axes.plot(weeks, panel.values, color=panel.colour, linewidth=2)
        axes.fill_between(weeks, panel.values, color=panel.colour, alpha=0.15)
        axes.set_title(panel.name, loc="left", fontsize=13, color=INK)
        axes.set_ylim(bottom=0)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(MaxNLocator(nbins=6, integer=True))
            axis.set_tick_params(labelsize=11, labelcolor=INK, length=0)
        axes.grid(color=GRID)
        axes.spines[:].set_visible(False)
    out = BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()
