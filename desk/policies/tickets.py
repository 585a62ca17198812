"""Who is on duty, and a ticket from the first words to the end."""

from desk.policies.policy import Policy
from desk.policies.readers import interval, length, lengths, receiver
from i18n import N_

REACTION = Policy(
    "duty.reaction",
    "10m",
    interval,
    N_("Whoever is given a ticket reacts within this time, or the manager is told (HOT-2)"),
)
RECEIVES = Policy(
    "duty.receives",
    "duty",
    receiver,
    N_("Who gets what comes in: who is on duty, or by problem type who is at work (HOT-1, HOT-8)"),
)
CONFIRM_REMIND = Policy(
    "ticket.confirm_reminder", "1d", length, N_("Reminder to say whether it is solved (TIC-3)")
)
CONFIRM_CLOSE = Policy(
    "ticket.confirm_close", "3d", length, N_("How long after the reminder a ticket closes without an answer")
)
CHASE = Policy(
    "ticket.chase",
    "1d 2d",
    lengths,
    N_(
        "Reminders to a customer for whom a ticket waits, one after the other; then whoever has it is asked to call (INT-13)"
    ),
)
CHASE_CALL = Policy(
    "ticket.chase_call",
    "1d",
    interval,
    N_(
        "After the last reminder: how often whoever has the ticket is asked to call, until somebody goes on with it (INT-13)"
    ),
)
CHAT_QUIET = Policy(
    "ticket.chat_quiet",
    "30m",
    interval,
    N_("When nobody has written for so long, a chat between staff and customer is over (HOT-10)"),
)
REPEAT_WITHIN = Policy(
    "ticket.repeat_within",
    "30d",
    interval,
    N_("The same problem of a customer again within this time is a repeat (TIC-5)"),
)
REOPEN_WITHIN = Policy(
    "ticket.reopen_within", "30d", length, N_("How long a customer can reopen a closed ticket")
)
