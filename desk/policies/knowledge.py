"""The problem base."""

from desk.policies.policy import Policy
from desk.policies.readers import count, length, share
from i18n import N_

KB_CONFIRMATIONS = Policy(
    "kb.confirmations",
    "3",
    count,
    N_("Customers who must confirm a wording before it is searched; 0: only an editor's yes (KB-4)"),
)
KB_REVIEW = Policy("kb.review_after", "365d", length, N_("After how long an entry is to be reviewed (KB-5)"))
KB_STALE = Policy(
    "kb.stale_after", "365d", length, N_("After how long without helping anybody an entry is stale")
)
KB_FAILING = Policy(
    "kb.failing_from", "3", count, N_("After how many “not solved” an entry is flagged (KB-5)")
)
KB_WRONG = Policy(
    "kb.wrong_answers", "5%", share, N_("Highest share of wrong answers among those given at once (KB-3)")
)
KB_WINDOW = Policy("kb.failing_within", "90d", length, N_("How far back failures are counted"))
KB_TALKS = Policy("kb.talks", "500", count, N_("Conversations kept as test cases at most (KB-5)"))
