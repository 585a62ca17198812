"""What is in scope, offers, fees and renewals."""

from desk.calendars.time_limits import limit
from desk.money import amount
from desk.policies.policy import Policy
from desk.policies.readers import count, interval, lengths, part, roles, scope_unmapped, scope_waits
from i18n import N_

SCOPE_WAITS_FROM = Policy(
    "scope.waits_from_level",
    "3",
    count,
    N_(
        "From this fault level on, a request that is not plainly in scope waits until that is settled (SCO-3)"
    ),
)
SCOPE_WAITS = Policy(
    "scope.waits",
    "unknown out over",
    scope_waits,
    N_(
        "What waits: unknown (cannot tell), out (not in scope), over (the service period has ended), prospect (not a customer yet)"
    ),
)
SCOPE_UNMAPPED = Policy(
    "scope.unmapped",
    "in",
    scope_unmapped,
    N_(
        "A request that no item of the catalogue of services is about, within a service period: in, or unknown (SCO-1)"
    ),
)
SCOPE_DECIDER = Policy(
    "scope.decider",
    "service_manager",
    roles,
    N_("Who decides what nobody can tell to be in scope or not (SCO-1)"),
)
SCOPE_DECISION = Policy(
    "scope.decision", "4h support", limit, N_("It is decided whether a request is in scope (SCO-1)")
)
SCOPE_SALES = Policy(
    "scope.sales", "1wd", limit, N_("Sales have talked with the customer about what is not in scope (SCO-2)")
)
SCOPE_LADDER = Policy(
    "scope.ladder",
    "sales_head general_manager",
    roles,
    N_("Who hears, one after the other, that nobody has settled the scope of a request in time"),
)
SCOPE_STANDS = Policy(
    "scope.stands", "90d", interval, N_("How long a request stands that a customer wants later (SCO-2)")
)
QUOTE_VALID = Policy("scope.offer_valid", "14d", interval, N_("How long an offer is valid (SCO-2)"))
FREE_UP_TO = Policy(
    "scope.free_up_to",
    "0",
    amount,
    N_("What is given free by sales alone up to this list price; more needs a second signature (SCO-2)"),
)
DISCOUNT_UP_TO = Policy(
    "scope.discount_up_to",
    "20%",
    part,
    N_("A discount above this share of the list price needs a second signature (SCO-2)"),
)
OFFER_UP_TO = Policy(
    "scope.offer_up_to", "20000", amount, N_("An offer of more than this needs a second signature (SCO-2)")
)
FEE_INVOICE = Policy(
    "scope.invoice", "3d", interval, N_("After the work an agreed fee is invoiced within this time (SCO-9)")
)
FEE_PAYMENT = Policy("scope.payment", "30d", interval, N_("An invoiced fee is paid within this time (SCO-9)"))
FEE_REMIND = Policy(
    "scope.fee_reminder", "7d", interval, N_("Sales are reminded of a late fee at this interval (SCO-9)")
)
RENEWAL_BEFORE = Policy(
    "renewal.before",
    "60d 30d 7d",
    lengths,
    N_("How long before the end of a service period sales ask whether the customer renews (SCO-5)"),
)
RENEWAL_AFTER = Policy(
    "renewal.after",
    "30d 7d",
    lengths,
    N_("How long after the end they are asked again; then the contract has lapsed (SCO-5)"),
)
CHURN_TARGET = Policy(
    "churn.target",
    "5%",
    part,
    N_("Of the customers in service at the start of a half-year at most so many are lost in it (STA-5)"),
)
CHURN_ASKED = Policy(
    "churn.asked_after",
    "60d",
    interval,
    N_(
        "So long after a service period that nothing follows it is asked whether the customer is lost (STA-5)"
    ),
)
CHURN_LOOKS_BACK = Policy(
    "churn.looks_back",
    "180d",
    interval,
    N_(
        "Low scores, broken promises and ended service periods of so long count as signs of a customer at risk (STA-5)"
    ),
)
CHURN_LOW_SCORES = Policy(
    "churn.low_scores", "1", count, N_("From so many low scores on a customer is at risk (STA-5)")
)
CHURN_BREACHES = Policy(
    "churn.breaches", "3", count, N_("From so many broken promises on a customer is at risk (STA-5)")
)
CHURN_SILENCE = Policy(
    "churn.silence",
    "180d",
    interval,
    N_("A customer in service who has not been in contact for so long is at risk (STA-5)"),
)
