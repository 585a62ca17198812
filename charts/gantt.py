"""A plan over time: a bar for each thing to do, as agreed and as it stands; groups under their names, and a line for today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from charts.bars import BAD, GOOD, GRID, INK, OPEN, PAPER, PLAIN, WIDTH, use_font
from charts.letters import folded

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TOP, ROW = 1.3, 0.36  # inches: title, days and legend; each line
MOST = 120  # lines: a higher picture is not taken by a chat
PAGE = 26  # lines that fit on a page of paper at full width
NAME = 26  # columns of letters
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Task:
    """`agreed`: the last day as it was agreed. Days are inclusive."""

    name: str
    first: date
    last: date
    agreed: date | None = None
    done: bool = False
    late: bool = False
    theirs: bool = False


@dataclass(frozen=True)
class Group:
    """Its name stands above its tasks."""

    name: str
    tasks: Sequence[Task]


@dataclass(frozen=True)
class Gantt:
    """`names`: of what is done, late, ours, the customer's, as agreed, and of today, as the legend says them."""

    title: str
    groups: Sequence[Group]
    today: date
    names: Sequence[str]


def share(plan: Gantt) -> float:
    """Of the width of a page, so that it is not higher than one."""
    return min(1.0, PAGE / len(_lines(plan)))


def _lines(plan: Gantt) -> list[tuple[str, Task | None]]:
    """What does not fit is told by its number."""
    found = [(group.name, task) for group in plan.groups for task in (None, *group.tasks)]
    more = len(found) - MOST
    return [*found[: MOST - 1], (f"… +{more + 1}", None)] if more > 0 else found


def gantt(plan: Gantt) -> bytes:
    """The PNG; nothing when there is nothing to draw."""
    lines = _lines(plan)
    tasks = [task for _name, task in lines if task]
    if not tasks:
        return b""
    from matplotlib.figure import Figure

    use_font()
    figure = Figure(figsize=(WIDTH, TOP + ROW * len(lines)), dpi=150, facecolor=PAPER, layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(plan.title, loc="left", fontsize=15, color=INK)
    for place, (name, task) in enumerate(lines):
        if task is None:
            axes.text(
                0,
                place,
                name,
                transform=axes.get_yaxis_transform(),
                fontsize=11,
                color=INK,
                va="center",
            )
        else:
            _bar(axes, place, task)
    axes.set_yticks(
        [place for place, (_name, task) in enumerate(lines) if task], [folded(task.name, NAME, 1) for task in tasks],
        fontsize=10, color=INK,
    )  # fmt: skip
    axes.set_ylim(len(lines) - 0.4, -0.6)
    _days(axes, tasks, plan.today)
    _legend(axes, plan.names)
    out = BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _colour(task: Task) -> str:
    return GOOD if task.done else BAD if task.late else OPEN if task.theirs else PLAIN


def _bar(axes: "Axes", place: int, task: Task) -> None:
    length = (task.last - task.first).days + 1
    axes.barh(place, length, left=task.first.toordinal(), height=0.6, color=_colour(task))
    if task.agreed and task.agreed != task.last:
        axes.plot([task.agreed.toordinal() + 1] * 2, [place - 0.4, place + 0.4], color=INK, linewidth=2)


def _days(axes: "Axes", tasks: Sequence[Task], today: date) -> None:
    first = min(task.first for task in tasks)
    last = max(max(task.last, task.agreed or task.last) for task in tasks) + A_DAY
    weeks = max(1, ((last - first).days // 7) // 6 + 1)  # six dates have room
    monday = first - A_DAY * first.weekday()
    marks = [monday + A_DAY * 7 * n for n in range(0, (last - monday).days // 7 + 1, weeks)]
    axes.set_xticks(
        [mark.toordinal() for mark in marks],
        [f"{mark.month}-{mark.day}" for mark in marks],
        fontsize=10,
        color=INK,
    )
    axes.set_xlim(first.toordinal() - 0.5, last.toordinal() + 0.5)
    if first <= today <= last:
        axes.axvline(today.toordinal() + 0.5, color=BAD, linewidth=1.5, linestyle=(0, (4, 3)))
    axes.grid(axis="x", color=GRID)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _legend(axes: "Axes", names: Sequence[str]) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    done, late, ours, theirs, agreed, today = names
    shown = [
        Patch(color=colour, label=name)
        for colour, name in ((GOOD, done), (BAD, late), (PLAIN, ours), (OPEN, theirs))
    ]
    marks = [
        Line2D([], [], color=INK, linewidth=2, label=agreed, marker="|", markersize=10, linestyle=""),
        Line2D([], [], color=BAD, linewidth=1.5, linestyle=(0, (4, 3)), label=today),
    ]
    axes.figure.legend(
        handles=[*shown, *marks], loc="outside lower center", ncols=3, frameon=False, fontsize=10
    )
