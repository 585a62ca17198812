"""What one person may do in an hour, and the desk's own bounds."""

from desk.policies.policy import Policy
from desk.policies.readers import count, interval, several
from i18n import N_

IMPORT_SIZE = Policy(
    "desk.import_size", "5", count, N_("Megabytes that a table sent in chat may have (KB-6)")
)
LONGEST_STEP = Policy(
    "desk.longest_step",
    "30",
    several,
    N_("Seconds that one message may take; then it is set aside, and a desk that hangs is restarted"),
)
PIECES_WAIT = Policy(
    "desk.pieces_wait",
    "4",
    count,
    N_(
        "Seconds that a greeting, a bare picture or a few words wait for the rest; 0: they are answered at once (INT-1)"
    ),
)
PICTURE_LONGEST = Policy(
    "desk.picture_longest",
    "30",
    several,
    N_("Seconds that a customer's picture may take to be read; then they are asked in words (INT-1)"),
)
PICTURE_IDLE = Policy(
    "desk.picture_idle",
    "5m",
    interval,
    N_("After how long without a picture the process that reads them ends; it needs 490 MB"),
)
PICTURES_READ = Policy(
    "desk.pictures_read", "4", count, N_("Pictures of one message that are read; all are kept (INT-6)")
)
CLAIM_VALID = Policy(
    "desk.sign_in_valid",
    "30m",
    interval,
    N_("How long a code is good by which somebody proves who they are, in chat or by a call (CUS-4)"),
)
CLAIMS = Policy(
    "desk.sign_in_tries",
    "3",
    count,
    N_(
        "How often in a day a code is sent to somebody, or they are called, because someone claims to be them"
    ),
)
WEB_GUESTS = Policy(
    "desk.web_guests",
    "30",
    count,
    N_("How many may come into the web chat in an hour without an invite; 0: nobody"),
)
MESSAGES_AN_HOUR = Policy(
    "limit.messages",
    "300",
    several,
    N_(
        "Messages of one person; what is more waits for the next hour, and of people nobody knows is not read"
    ),
)
URGENT_AN_HOUR = Policy(
    "limit.urgent",
    "60",
    several,
    N_("Messages of one person on file that are read beyond, when nobody at their place can work (SLA-4)"),
)
FILES_AN_HOUR = Policy("limit.files", "100", several, N_("Files of one person"))
TICKETS_AN_HOUR = Policy(
    "limit.tickets", "10", several, N_("Tickets of one person; what is more is added to the one that is open")
)
COMPLAINTS_AN_HOUR = Policy(
    "limit.complaints",
    "3",
    several,
    N_("Complaints of one person; what is more is added to the one that is open"),
)
EMERGENCIES_AN_HOUR = Policy(
    "limit.emergencies",
    "2",
    count,
    N_(
        "Emergency calls for people nobody knows, all together; beyond, those on duty look at the ticket first"
    ),
)
