"""Releases and patches."""

from desk.policies.policy import Policy
from desk.policies.readers import interval, length, several
from i18n import N_

RELEASE_HEAD_START = Policy(
    "release.head_start",
    "2h",
    length,
    N_("How long before the others those who wait for a fix hear of a release (REL-2)"),
)
RELEASE_PACE = Policy(
    "release.pace", "60", several, N_("How many other customers are told of a release within an hour (REL-2)")
)
RELEASE_REMIND = Policy(
    "release.reminder",
    "7d",
    interval,
    N_("A customer who has not answered is asked again after this time (REL-2)"),
)
RELEASE_ASKS = Policy(
    "release.asks",
    "2",
    several,
    N_("So often a customer is asked; then staff call if they wait for it (REL-2)"),
)
RELEASE_HOW = Policy(
    "release.how",
    "7d",
    interval,
    N_("How long after a release was chosen the customer is asked how it went (REL-2)"),
)
RELEASE_TROUBLES = Policy(
    "release.troubles", "3", several, N_("With so many troubles a release is shown to R&D again (REL-2)")
)
