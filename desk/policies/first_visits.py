"""The first visit of a sold customer."""

from desk.calendars.time_limits import limit
from desk.policies.policy import Policy
from desk.policies.readers import first_visit_whom, roles, several
from i18n import N_

FIRST_VISIT_WITHIN = Policy(
    "first_visit.within",
    "1wd",
    limit,
    N_("The first visit of a sold customer is done within this time (CUS-3)"),
)
FIRST_VISIT_BY = Policy(
    "first_visit.by",
    "specialist",
    roles,
    N_(
        "Who does the first visit, the first of these that is there; account_manager: the customer's own (CUS-3)"
    ),
)
FIRST_VISIT_WHOM = Policy(
    "first_visit.whom",
    "customer",
    first_visit_whom,
    N_("With whom it is done: the customer, or the reseller through whom they bought (CUS-3)"),
)
FIRST_VISIT_TELLS_SALES = Policy(
    "first_visit.tells_sales", "3", several, N_("After so many tries in vain sales hear of it (CUS-7)")
)
FIRST_VISIT_TELLS_MANAGER = Policy(
    "first_visit.tells_manager", "5", several, N_("After so many the service manager does (CUS-7)")
)
NEED_LADDER = Policy(
    "first_visit.needs_ladder",
    "service_manager general_manager",
    roles,
    N_(
        "Who hears, one more each working morning, that a head has not acknowledged what a new customer needs (CUS-3)"
    ),
)
