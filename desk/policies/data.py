"""Who reads what, and how long data of people are kept."""

from desk.policies.policy import Policy
from desk.policies.readers import interval, lengths, reads
from i18n import N_

READS = Policy(
    "access.regions",
    "own",
    reads,
    N_("Which tickets and customers staff with a region read: own (and whatever they take part in) or all"),
)
KEEP_RAW = Policy(
    "privacy.raw", "30d", interval, N_("After how long the raw messages in and out lose their words")
)
KEEP_FILES = Policy(
    "privacy.files",
    "never",
    lengths,
    N_("How long after a ticket is closed its files are deleted; never: they are kept"),
)
KEEP_WORDS = Policy(
    "privacy.words",
    "never",
    lengths,
    N_("How long after a ticket is closed its words are deleted; never: they are kept"),
)
