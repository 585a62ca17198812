"""Alerts, emergencies and known incidents: who hears when, and how often."""

from desk.policies.policy import Policy
from desk.policies.readers import count, escalation_levels, higher, interval, roles, several
from i18n import N_

ALERT_REPEAT = Policy(
    "alert.repeat", "10m", interval, N_("An alert is repeated until somebody acknowledges it")
)
ALERT_AGAIN = Policy(
    "alert.again",
    "1d",
    interval,
    N_("Acknowledged at the top of the ladder and still not mended, an alert comes again after this time"),
)
ALERT_LAST = Policy(
    "alert.last",
    "21d",
    interval,
    N_(
        "An alert that nobody has mended for this long goes to all above and the administrators, and then repeats no more"
    ),
)
MISSED_WITHIN = Policy(
    "missed.within",
    "14d",
    interval,
    N_("Who could not be reached and is back gets what they missed within this time"),
)
ALERT_STEPS = Policy(
    "alert.repeats_per_level", "2", count, N_("Repetitions before the next level is called (SLA-3)")
)
ALERT_LADDER = Policy(
    "alert.ladder",
    "owner service_manager general_manager",
    escalation_levels,
    N_("Who is alerted, one after the other (SLA-3)"),
)
COMPLAINT_LADDER = Policy(
    "alert.complaint_ladder",
    "quality_supervisor general_manager",
    escalation_levels,
    N_("Who is alerted of complaints and bad scores, one after the other"),
)
STARTS_HIGHER = Policy(
    "alert.starts_higher",
    "level1 key",
    higher,
    N_("Alerts that begin with the second one: fault levels, key customers"),
)
HOLD_FROM = Policy(
    "alert.hold_from_level",
    "3",
    count,
    N_("From this fault level on, alerts outside somebody's hours wait for the morning"),
)
EMERGENCY_GROUP = Policy(
    "emergency.group",
    "service_manager engineer",
    roles,
    N_("Who is called to a level-1 fault, besides those on duty (SLA-4)"),
)
EMERGENCY_REVIEW = Policy(
    "emergency.review",
    "1d",
    interval,
    N_("After an emergency its review is asked for, and again at this interval (SLA-6)"),
)
INCIDENT_REPORTS = Policy(
    "incident.reports", "4", several, N_("How many customers with similar reports make a known incident")
)
INCIDENT_REMIND = Policy(
    "incident.remind",
    "1h",
    interval,
    N_("Until it is fixed, managers are reminded at this interval, in support hours"),
)
INCIDENT_WITHIN = Policy("incident.within", "30m", interval, N_("The time within which they must report it"))
