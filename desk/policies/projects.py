"""Implementation projects."""

from desk.calendars.time_limits import limit
from desk.policies.policy import Policy
from desk.policies.readers import count, interval, quiet, roles
from i18n import N_

PROJECT_REMIND = Policy(
    "project.reminder",
    "2",
    count,
    N_(
        "Working days after which a customer is reminded of a plan or a deliverable, and then called (PRJ-3, PRJ-7)"
    ),
)
PROJECT_TRIAL = Policy(
    "project.trial_days", "30", count, N_("Days of a trial run in a new plan; 0: none (PRJ-11)")
)
PROJECT_WARRANTY = Policy(
    "project.warranty_months",
    "12",
    count,
    N_("Months of the free service period after the acceptance, in a new plan (PRJ-5)"),
)
PROJECT_LOG_HOURS = Policy(
    "project.log_hours",
    "09:30-17:30",
    quiet,
    N_(
        "The daily log is asked for at the end of these hours; missing at their beginning on the next working day, the manager hears (PRJ-8)"
    ),
)
PROJECT_LOG_CONFIRM = Policy(
    "project.log_confirm", "7d", interval, N_("After how long an unconfirmed log goes to the head (PRJ-8)")
)
PROJECT_SUMMARY = Policy(
    "project.day_summary", "0", count, N_("1: the customer reads two lines of each day's log; 0: not (PRJ-3)")
)
PROJECT_BEYOND = Policy(
    "project.beyond_me",
    "1h",
    interval,
    N_("What is beyond a consultant goes one step up when nobody has taken it for so long (PRJ-10)"),
)
PROJECT_GATE_DAYS = Policy(
    "project.gate_days",
    "5",
    count,
    N_("A project whose next gate is late by more working days than this is in trouble (PRJ-7)"),
)
PROJECT_DECISION = Policy(
    "project.decision",
    "2wd",
    limit,
    N_(
        "Whoever decides on an application, a plan, a pause or an assessment, or is to hand a project over, has done so (PRJ-1, PRJ-4, PRJ-7)"
    ),
)
PROJECT_PLANNING = Policy("project.planning", "5wd", limit, N_("The manager has made the plan (PRJ-1)"))
PROJECT_ARCHIVE = Policy(
    "project.archive",
    "20wd",
    limit,
    N_("The documents of a project that is over are reviewed, and it is archived (PRJ-5, PRJ-8)"),
)
PROJECT_LADDER = Policy(
    "project.ladder",
    "implementation_head service_manager general_manager",
    roles,
    N_("Who hears, one after the other, that a project waits too long (PRJ-1)"),
)
