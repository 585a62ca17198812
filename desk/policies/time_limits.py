"""How long things may take, and when clocks are paused."""

from desk.calendars.time_limits import limit
from desk.policies.policy import Policy
from desk.policies.readers import count, lengths, stops
from i18n import N_

FIRST_RESPONSE = Policy("clock.first_response", "30m support", limit, N_("A specialist has taken the ticket"))
CALL_BACK = Policy("clock.call_back", "1h support", limit, N_("The customer hears from a person (HOT-4)"))
ACCEPTANCE = Policy(
    "clock.acceptance", "30m support", limit, N_("An engineer accepts a dispatch order (DIS-2)")
)
ARRIVAL = Policy(
    "clock.arrival", "4h 8h 24h 24h calendar", limit, N_("An engineer is on site, by fault level (DIS-3)")
)
NEXT_NEWS = Policy(
    "clock.next_news",
    "1h calendar",
    limit,
    N_("In an emergency the customer hears again within this time, unless another one is named (SLA-6)"),
)
RESTORED = Policy(
    "clock.restored",
    "4h 8h 24h 24h calendar",
    limit,
    N_("Service is restored by a way round that works, by fault level (SLA-5)"),
)
RESTORED_UP_TO = Policy(
    "clock.restored_up_to", "2", count, N_("Fault levels up to this one have that time limit (SLA-5)")
)
RESOLUTION = Policy("clock.resolution", "1h support", limit, N_("Solved in chat, if no visit is needed"))
PROMISED_AGAIN = Policy(
    "clock.promised_again",
    "1h 4h 1d",
    lengths,
    N_(
        "In support hours: the new time a customer is told when a promise to them was broken, once for each of these; then none is named (HOT-4)"
    ),
)
COMPLAINT_RESPONSE = Policy(
    "clock.complaint_response", "3h support", limit, N_("A complaint is answered (COM-3)")
)
COMPLAINT_VERIFICATION = Policy(
    "clock.complaint_verification",
    "1wd",
    limit,
    N_("The customer is asked whether a complaint is settled (COM-4)"),
)
HEADQUARTERS = Policy(
    "clock.headquarters_feedback", "1wd", limit, N_("Headquarters hears what came of its complaint (COM-5)")
)
DAY_AND_NIGHT = Policy(
    "clock.day_and_night", "2", count, N_("Fault levels up to this one do not wait for support hours")
)
STOPS_IN = Policy(
    "clock.stops_in",
    "waiting_customer suspended",
    stops,
    N_("Ticket states in which clocks stand still (SLA-2)"),
)
WARN_BEFORE = Policy(
    "clock.warn_before",
    "15m 5m",
    lengths,
    N_("Warnings ahead of a time limit; of several the last reaches the next one up too (SLA-1)"),
)
