"""How a figure is written: numbers, lengths, shares, scores; the same in chat, in pictures and on paper."""

from datetime import timedelta

from desk.figures import Figures, wilson
from desk.figures.meanings import MEANINGS
from desk.sla.clocks import KIND_NAMES, ClockKind
from i18n import _, brief, ngettext
from i18n.joining import labelled

NOTHING = "–"


def shown(name: str, figures: Figures) -> str:
    """The value of a figure as text."""
    meaning = MEANINGS[name]
    return value(meaning.value(figures), meaning.unit)


def value(number: float | None, unit: str) -> str:
    if number is None:
        return NOTHING
    if unit == "length":
        return brief(timedelta(seconds=number))
    return {"share": f"{number:.0%}", "score": f"{number:.1f}"}.get(unit, f"{number:,.0f}")


def lines(f: Figures) -> list[str]:
    """All of them in words, for a message; what there was nothing of is left out."""
    some = [
        _("Filed {filed}, solved {handled}, open at the end {open}").format(filed=f.filed, handled=f.handled, open=f.open),
        f.handled and _("Time to solve: half within {half}, nine of ten within {most}").format(half=shown("handling_median", f), most=shown("handling_high", f)),
        f.response_median is not None and _("First response: half within {half}, nine of ten within {most}").format(half=shown("response_median", f), most=shown("response_high", f)),
        f.filed and _("Solved of those filed: {share}").format(share=shown("resolution", f)),
        f.base_solved and _("Solved by the problem base alone: {n} ({share})").format(n=f.base_solved, share=shown("base", f)),
        f.handled and _("At the first contact: {share}").format(share=shown("first_contact", f)),
        f.helped and labelled(_("Visits for other branches"), f.helped),
        f.visited and _("Solved with one visit: {share} of {n}").format(share=shown("first_visit", f), n=f.visited),
        (f.reopened or f.repeats) and _("Reopened: {reopened}, repeats: {repeats}").format(reopened=f.reopened, repeats=f.repeats),
        f.in_time is not None and _("Promises kept: {share} ({late} broken)").format(share=shown("in_time", f), late=shown("late", f)),
        f.scored and satisfied(f),
        f.visits_due and _("Visit-backs: {due} due, {done} done, {missed} missed").format(due=f.visits_due, done=f.visits_done, missed=f.visits_missed),
        f.complaints and _("Complaints: {n}, valid {valid}, not valid {not_valid}").format(n=f.complaints, valid=f.valid, not_valid=f.not_valid),
    ]  # fmt: skip
    return [line for line in some if line]


def satisfied(f: Figures) -> str:
    """The satisfaction score with its margin of error and the number of answers."""
    low, high = wilson(f.satisfied, f.scored) or (0.0, 0.0)
    text = ngettext(
        "Satisfied: {share} of {n} score ({low:.0%}–{high:.0%}), {score} of 5 on average; surveys answered: {rate}",
        "Satisfied: {share} of {n} scores ({low:.0%}–{high:.0%}), {score} of 5 on average; surveys answered: {rate}",
        f.scored,
    )
    return text.format(share=shown("satisfaction", f), n=f.scored, low=low, high=high,
                       score=shown("score", f), rate=shown("response_rate", f))  # fmt: skip


def promises(f: Figures) -> list[tuple[str, int, int]]:
    """By kind of promise: its name, kept, broken."""
    kinds = [kind for kind in ClockKind if kind in f.kept or kind in f.broken]
    return [(_(KIND_NAMES[kind]), f.kept.get(kind, 0), f.broken.get(kind, 0)) for kind in kinds]
