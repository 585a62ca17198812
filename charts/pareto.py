"""A Pareto chart: causes, the most frequent first, and how much of the whole they make up together."""

from collections.abc import Sequence
from io import BytesIO

from charts.bars import BAD, GRID, INK, PAPER, WIDTH, use_font

HEIGHT = 4.2


def pareto(title: str, causes: Sequence[tuple[str, int]]) -> bytes:
    """The PNG. Both axes begin at zero; the line's is a share of all."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    use_font()
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=150, facecolor=PAPER, layout="constrained")
    figure.suptitle(title, x=0.02, ha="left", fontsize=15, color=INK)
    axes = figure.subplots()
    names, numbers = [name for name, _n in causes], [n for _name, n in causes]
    places, total = range(len(names)), sum(numbers)
    bars = axes.bar(places, numbers, color=BAD, width=0.62)
    axes.bar_label(bars, label_type="center", fontsize=12, color="white")
    axes.set_xticks(
        places,
        names,
        fontsize=11,
        color=INK,
        rotation=20 if len(names) > 4 else 0,
        ha="right" if len(names) > 4 else "center",
    )
    axes.set_ylim(0, total * 1.05)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True, min_n_ticks=1))
    shares = axes.twinx()
    shares.plot(places, [sum(numbers[: n + 1]) / total for n in places], color=INK, marker="o", linewidth=1.6)
    shares.set_ylim(0, 1.05)
    shares.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    for each in (axes, shares):
        each.tick_params(length=0, labelsize=11, labelcolor=INK)
        each.spines[:].set_visible(False)
    axes.grid(visible=True, axis="y", color=GRID)
    axes.set_axisbelow(True)
    out = BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()
