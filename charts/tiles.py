"""Tiles: the few numbers that matter most, large, each with its name above and what to compare it with below."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import SubFigure

ACROSS, ROW = 3, 1.15  # in a row; inches of each row
NAME, QUIET, SHADE = "#57606a", "#6e7781", "#f3f5f7"


@dataclass(frozen=True)
class Tile:
    name: str
    value: str
    note: str = ""


def height(tiles: Sequence[Tile]) -> float:
    return ROW * -(-len(tiles) // ACROSS)


def lay(place: "SubFigure", tiles: Sequence[Tile], ink: str) -> None:
    """Fills the place with the tiles, row by row."""
    from matplotlib.patches import FancyBboxPatch

    rows = -(-len(tiles) // ACROSS)
    axes = place.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, ACROSS)
    axes.set_ylim(rows, 0)
    for n, tile in enumerate(tiles):
        x, y = n % ACROSS, n // ACROSS
        axes.add_patch(FancyBboxPatch((x + 0.04, y + 0.06), 0.92, 0.88, boxstyle="round,pad=0,rounding_size=0.06",
                                      mutation_aspect=2, facecolor=SHADE, edgecolor="none"))  # fmt: skip
        axes.text(x + 0.1, y + 0.26, tile.name, fontsize=11.5, color=NAME, va="center")
        axes.text(x + 0.1, y + 0.55, tile.value, fontsize=22, color=ink, va="center")
        axes.text(x + 0.1, y + 0.82, tile.note, fontsize=10.5, color=QUIET, va="center")
