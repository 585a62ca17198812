"""Requirements."""

from desk.calendars.time_limits import limit
from desk.policies.policy import Policy
from desk.policies.readers import count, interval, roles, several
from i18n import N_

FIRST_WORD = Policy(
    "requirement.first_word", "3wd", limit, N_("Whoever asks for something new has a first word (REQ-1)")
)
REQUIREMENT_DECISION = Policy(
    "requirement.decision", "10wd", limit, N_("What is to be evaluated is decided (REQ-2)")
)
COMMERCIAL_ANSWER = Policy(
    "requirement.commercial", "1wd", limit, N_("Sales have answered a commercial wish (REQ-3)")
)
REQUIREMENT_SILENCE = Policy(
    "requirement.silence",
    "10",
    count,
    N_("Working days after which an answer or a delivery that nobody objects to is closed (REQ-4)"),
)
REQUIREMENT_UNDO = Policy(
    "requirement.undo",
    "10m",
    interval,
    N_("So long the outcome of an evaluation can be undone; then whoever asked hears it (REQ-2, REQ-4)"),
)
REQUIREMENT_EVALUATORS = Policy(
    "requirement.evaluators", "developer", roles, N_("Who evaluates requirements (REQ-2)")
)
REQUIREMENT_LADDER = Policy(
    "requirement.ladder",
    "service_manager general_manager",
    roles,
    N_("Who hears, one after the other, that a requirement waits too long (REQ-1, REQ-2)"),
)
COMMERCIAL_LADDER = Policy(
    "requirement.commercial_ladder",
    "sales_head general_manager",
    roles,
    N_("Who hears, one after the other, that a commercial wish waits too long (REQ-3)"),
)
WISHES_AN_HOUR = Policy(
    "limit.wishes", "10", several, N_("Requirements of one person; what is more is asked for later")
)
