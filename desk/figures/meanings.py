"""Each figure by its name, what exactly it counts, and how it is read off; the reports show all of it (STA-1).

Every figure is as of the end of its period: what happens later changes none of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from desk.figures.numbers import Figures
from i18n import N_


@dataclass(frozen=True)
class Meaning:
    """`unit`: how the value is shown: a number, `length` (seconds), `share` (0 to 1), `score` (1 to 5)."""

    name: str
    meaning: str
    value: Callable[[Figures], float | None]
    unit: str = "number"


MEANINGS: Mapping[str, Meaning] = {
    "filed": Meaning(N_("Filed"), N_("tickets that came in within the period"), lambda f: f.filed),
    "handled": Meaning(N_("Solved"), N_("tickets that were solved in the period and had not come back at its end; a person's are those they solved"), lambda f: f.handled),
    "open": Meaning(N_("Open"), N_("filed before the end of the period, and neither solved nor cancelled at its end"), lambda f: f.open),
    "handling_median": Meaning(N_("Time to solve"), N_("from filing to the solution, of those solved in the period, nights and waiting included; half took no longer (median, nearest rank)"), lambda f: f.handling_median, "length"),
    "handling_high": Meaning(N_("Time to solve, 90%"), N_("the same; nine of ten took no longer (90th percentile, nearest rank)"), lambda f: f.handling_high, "length"),
    "response_median": Meaning(N_("First response"), N_("from filing until a person of the staff first wrote or spoke to the customer, of those filed in the period and answered by its end, nights included; half waited no longer (median, nearest rank)"), lambda f: f.response_median, "length"),
    "response_high": Meaning(N_("First response, 90%"), N_("the same; nine of ten waited no longer"), lambda f: f.response_high, "length"),
    "resolution": Meaning(N_("Solved of filed"), N_("of the tickets filed in the period and not cancelled by its end, those that were solved then"), lambda f: f.resolution, "share"),
    "base_solved": Meaning(N_("Solved by the problem base"), N_("questions of which the customer said that the problem base solved them, and who filed no ticket within a day, as far as the period goes"), lambda f: f.base_solved),
    "base": Meaning(N_("Share of the problem base"), N_("questions that the problem base solved by itself, of these and the tickets filed together"), lambda f: f.base, "share"),
    "first_contact": Meaning(N_("At the first contact"), N_("of those solved: by the first one who took it, within the time that the company has set, with no call-back, hand-over, wait, consultation, visit or reopening"), lambda f: f.first_contact, "share"),
    "first_visit": Meaning(N_("With one visit"), N_("of those solved with a visit: one visit was enough, and they had never come back"), lambda f: f.first_visits, "share"),
    "helped": Meaning(N_("Visits for other branches"), N_("visits done in the period by engineers of one branch for customers of another; they count for the branch that helps, and the ticket for the customer's"), lambda f: f.helped),
    "reopened": Meaning(N_("Reopened"), N_("tickets that were solved or closed and came back in the period, each once"), lambda f: f.reopened),
    "repeats": Meaning(N_("Repeats"), N_("filed in the period about the same as one that this customer had filed shortly before: the same entry was tried, or the same error code or words came, for the same product"), lambda f: f.repeats),
    "repeat_rate": Meaning(N_("Share of repeats"), N_("repeats, of the tickets filed"), lambda f: f.repeat_rate, "share"),
    "in_time": Meaning(N_("Promises kept"), N_("of the time limits that were met or broken in the period, those met in time; a solution that had come back by its end has met none"), lambda f: f.in_time, "share"),
    "late": Meaning(N_("Promises broken"), N_("time limits that passed in the period before it was done"), lambda f: sum(f.broken.values())),
    "score": Meaning(N_("Score"), N_("mean of the scores given in the period, from 1 to 5"), lambda f: f.score, "score"),
    "satisfaction": Meaning(N_("Satisfied"), N_("scores of 4 and 5, of all given in the period; the range is the 95% confidence interval by Wilson"), lambda f: f.satisfaction, "share"),
    "scored": Meaning(N_("Scores"), N_("customers who gave a score in the period"), lambda f: f.scored),
    "response_rate": Meaning(N_("Answered surveys"), N_("of those asked in the period, those who had answered by its end"), lambda f: f.response_rate, "share"),
    "visits_due": Meaning(N_("Visit-backs due"), N_("of the cycles only: done in the period, or not done in the time that the company gives them and that ended in it; each visit-back is counted in one period only"), lambda f: f.visits_due),
    "visits_done": Meaning(N_("Visit-backs done"), N_("of them, those answered or made by phone in that time"), lambda f: f.visits_done),
    "visits_missed": Meaning(N_("Visit-backs missed"), N_("of them, those with neither in that time"), lambda f: f.visits_missed),
    "complaints": Meaning(N_("Complaints"), N_("complaints received in the period; they are not among the tickets filed and solved"), lambda f: f.complaints),
    "valid": Meaning(N_("Valid complaints"), N_("of them, those confirmed as valid by its end"), lambda f: f.valid),
    "not_valid": Meaning(N_("Complaints not valid"), N_("of them, those about what was never promised; explained and not counted"), lambda f: f.not_valid),
}  # fmt: skip
