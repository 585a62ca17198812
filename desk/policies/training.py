"""Classes and exams."""

from desk.policies.policy import Policy
from desk.policies.readers import count, exam_withdrawn, interval, length, lengths, part, qualified
from i18n import N_

TRAINING_REMIND = Policy(
    "training.reminders", "3d 1d 1h", lengths, N_("Reminders ahead of a class, to whoever has a seat (TRN-2)")
)
TRAINING_LEAST = Policy(
    "training.least_check",
    "3d",
    length,
    N_("How long before registration closes it is seen whether enough have registered for a class (TRN-1)"),
)
TRAINING_OFFER = Policy(
    "training.offer", "24h", interval, N_("How long a place that fell free is held for the next (TRN-2)")
)
TRAINING_OFFER_SOON = Policy(
    "training.offer_soon", "2h", interval, N_("The same, when the class begins soon (TRN-2)")
)
TRAINING_SOON = Policy("training.soon", "2d", length, N_("How near a class that begins soon is (TRN-2)"))
EXAM_WARN = Policy(
    "training.exam_warn",
    "5m 1m",
    lengths,
    N_("Warnings ahead of the end of an exam, to whoever sits it (TRN-3)"),
)
EXAM_SIGN = Policy(
    "training.exam_sign",
    "10",
    count,
    N_(
        "Every how many seconds the desk notes during an exam that it is there: what it was away for is given back (TRN-3)"
    ),
)
EXAM_SAME = Policy(
    "training.exam_same", "90%", part, N_("From how alike short words are right in an exam (TRN-3)")
)
EXAM_DOUBT = Policy(
    "training.exam_doubt",
    "60%",
    part,
    N_("Below how alike short words are wrong; between the two the trainer decides (TRN-3)"),
)
EXAM_WITHDRAWN = Policy(
    "training.exam_withdrawn",
    "given",
    exam_withdrawn,
    N_(
        "What becomes of a question that is withdrawn while it stands in a paper: `given` it is right for everybody, `counts` it counts as answered (TRN-3)"
    ),
)
EXAM_ITEMS = Policy(
    "training.exam_items",
    "30",
    count,
    N_("From how many answers on it is said how a question of an exam does (TRN-3)"),
)
QUALIFIED_VISITS = Policy(
    "training.qualified_visits",
    "warn",
    qualified,
    N_(
        "Who lacks a qualification that is needed and is to be sent on a visit: `off`, `warn` or `refuse` (TRN-6)"
    ),
)
QUALIFIED_TICKETS = Policy(
    "training.qualified_tickets",
    "warn",
    qualified,
    N_(
        "Who lacks a qualification that is needed and is to get a ticket: `off`, `warn` (others come first) or `refuse` (TRN-6)"
    ),
)
QUALIFICATION_RENEWAL = Policy(
    "training.qualification_renewal",
    "60d 30d 7d",
    lengths,
    N_("How long ahead of the end of a qualification its renewal is offered (TRN-6)"),
)
