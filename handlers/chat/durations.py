"""How long a promise is, in words: four support hours, a working day (SLA-1)."""

from desk.calendars.time_limits import Runs, Term
from i18n import N_, _, duration, ngettext

RUNS = {
    Runs.SUPPORT: N_("{length} of support hours"),
    Runs.WORKING: N_("{length} of working hours"),
    Runs.CALENDAR: N_("{length}, day and night"),
}


def length_of(term: Term) -> str:
    """`one hour of support hours`, in words."""
    if term.working_days:
        n = term.working_days
        return ngettext("{n} working day", "{n} working days", n).format(n=n)
    return _(RUNS[term.runs]).format(length=duration(term.length))
