"""Visits on site."""

from desk.policies.policy import Policy
from desk.policies.readers import interval, length, lengths
from i18n import N_

VISIT_LENGTH = Policy("visit.length", "2h", interval, N_("How long a visit is expected to take (DIS-3)"))
VISIT_TRAVEL = Policy("visit.travel", "1h", length, N_("Travel time to a customer, and between two (DIS-3)"))
VISIT_REMIND = Policy(
    "visit.reminders", "1d 1h", lengths, N_("Reminders of an appointment, to both sides (DIS-3)")
)
