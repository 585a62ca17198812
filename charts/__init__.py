"""Pictures of figures, readable on a phone: PNG by matplotlib, in a font that has Chinese.

Drawing takes a while: call it in a thread. What is drawn is said by the caller, in the reader's language.
"""

from charts.bars import BAD, GOOD, OPEN, PLAIN, Bars, Part, draw
from charts.gantt import Gantt, Group, Task, gantt, share
from charts.letters import folded
from charts.lines import Line, lines
from charts.pareto import pareto
from charts.tiles import Tile

__all__ = [
    "BAD",
    "GOOD",
    "OPEN",
    "PLAIN",
    "Bars",
    "Gantt",
    "Group",
    "Line",
    "Part",
    "Task",
    "Tile",
    "draw",
    "folded",
    "gantt",
    "lines",
    "pareto",
    "share",
]
