"""The chart of `benchmarks/RESULTS.md`."""

from collections.abc import Sequence
from io import BytesIO

from matplotlib.figure import Figure

_COLOURS = ("#1a7f5a", "#9aa4af", "#b9c1c9", "#7c93ad", "#a9bdd3")
_WIDTH = 0.8  # of a group of bars


def drawn(lines: Sequence[tuple[str, str, Sequence[float]]]) -> bytes:
    """A PNG. Of each line (set, method, shares by slips) the bar is the share without slips; the mark, that with two."""
    sets = list(dict.fromkeys(name for name, _method, _shares in lines))
    methods = list(dict.fromkeys(method for _name, method, _shares in lines))
    figure = Figure(figsize=(1.7 * len(sets) + 2, 4.6), dpi=120, facecolor="white", layout="constrained")
    axes = figure.add_subplot()
    for at, method in enumerate(methods):
        mine = [(sets.index(name), shares) for name, found, shares in lines if found == method]
        places = [place + (at - (len(methods) - 1) / 2) * _WIDTH / len(methods) for place, _shares in mine]
        bars = axes.bar(
            places,
            [shares[0] for _place, shares in mine],
            width=_WIDTH / len(methods) * 0.92,
            color=_COLOURS[at % len(_COLOURS)],
            label=method,
        )
        axes.plot(places, [shares[-1] for _place, shares in mine], "_", color="#24292f", markersize=11)
        if at == 0:
            axes.bar_label(bars, fmt="%.0f", fontsize=10, padding=2)
    axes.set_xticks(range(len(sets)), sets, fontsize=11)
    axes.set_ylim(0, 100)
    axes.set_ylabel("first answer right, %")
    axes.grid(axis="y", color="#d8dee4")
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_title("Bars: as asked. Marks: with two slips of the fingers.", loc="left", fontsize=11)
    figure.legend(loc="outside lower center", ncols=len(methods), frameon=False)
    out = BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()
