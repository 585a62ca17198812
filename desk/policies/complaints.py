"""Complaints."""

from desk.policies.policy import Policy
from desk.policies.readers import length
from i18n import N_

COMPLAINT_ASK_AGAIN = Policy(
    "complaint.ask_again",
    "4h",
    length,
    N_("In support hours: after how long a customer is asked again whether a complaint is settled (COM-4)"),
)
COMPLAINT_CALL = Policy(
    "complaint.call",
    "1h",
    length,
    N_(
        "In support hours: the general manager calls a key customer who complains within this time, and is reminded at this interval (COM-3)"
    ),
)
MEASURE_REMIND = Policy(
    "complaint.measure_reminder", "1d", length, N_("Reminder ahead of the day of a measure (COM-5)")
)
