"""Classes."""

from desk.policies.policy import Policy
from desk.policies.readers import interval, length, lengths
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
