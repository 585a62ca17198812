"""Surveys, visit-backs and inspections."""

from desk.policies.policy import Policy
from desk.policies.readers import apart, count, interval, length, months, part, quiet, several, whom
from i18n import N_

SURVEY_DELAY = Policy("survey.after_close", "1d", length, N_("Follow-up after a closed ticket (VIS-2)"))
SURVEY_REMIND = Policy("survey.reminder", "1d", length, N_("Reminder of an unanswered survey (VIS-3)"))
SURVEY_GIVE_UP = Policy(
    "survey.call_task", "2d", length, N_("How long after the reminder the specialist is asked to call")
)
SURVEY_BAD = Policy(
    "survey.bad_score", "2", count, N_("A score this low or lower alerts the quality supervisor")
)
VISIT_LATE = Policy(
    "visit_back.late",
    "14d",
    interval,
    N_("So long after its day a visit-back that has brought no answer and no call counts as missed (VIS-1)"),
)
SURVEY_CORRECT = Policy("survey.correct", "1d", length, N_("How long answers to a survey can be corrected"))
SURVEY_HOURS = Policy("survey.hours", "09:00-20:00", quiet, N_("Hours in which surveys are sent (VIS-3)"))
SURVEY_WHOM = Policy(
    "survey.whom",
    "main",
    whom,
    N_("Who is asked of several contacts: main, last (who reported last) or rotation (one after the other)"),
)
SURVEY_SHARE = Policy(
    "survey.share", "100%", part, N_("Share of the finished services that is followed up (VIS-2)")
)
INSPECTION_AHEAD = Policy(
    "inspection.ahead",
    "7d",
    length,
    N_("How long ahead the visit for an inspection is requested (VIS-5)"),
)
RECOMMENDATION_ASK = Policy(
    "inspection.recommended",
    "7d",
    interval,
    N_("After this time the customer is asked what became of a recommendation (VIS-7)"),
)
RECOMMENDATION_REMIND = Policy(
    "inspection.reminder",
    "7d",
    interval,
    N_("They are asked again, and staff are reminded to call, at this interval (VIS-7)"),
)
RECOMMENDATION_ASKS = Policy(
    "inspection.asks", "2", several, N_("So often the customer is asked before staff call (VIS-7)")
)
FIRST_MONTHS = Policy(
    "visit_back.first_months", "6", count, N_("Monthly visit-backs up to this month of use (VIS-1)")
)
APART = Policy(
    "visit_back.apart",
    "14d",
    apart,
    N_("After an edit of the plan, no customer is visited back again within this time (VIS-1)"),
)
SECOND_MONTHS = Policy(
    "visit_back.second_months", "12", count, N_("Every two months up to this month of use")
)
CYCLES = Policy(
    "visit_back.months",
    "1 1 2 3",
    months,
    N_("Months between visit-backs: key customers; others in the first stage, the second, later (VIS-1)"),
)
FEEDBACK_REMIND = Policy(
    "survey.feedback_reminder",
    "3d",
    interval,
    N_(
        "Whoever has praise, an opinion or a suggestion is reminded at this interval until it is answered (VIS-8)"
    ),
)
