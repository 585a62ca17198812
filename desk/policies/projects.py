"""Implementation projects."""

from desk.policies.policy import Policy
from desk.policies.readers import count
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
