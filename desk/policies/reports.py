"""Reports and figures."""

from desk.policies.policy import Policy
from desk.policies.readers import count, heads, interval, roles
from i18n import N_

FIRST_CONTACT = Policy(
    "figures.first_contact",
    "1h",
    interval,
    N_(
        "In support hours: what is solved within this time of being taken counts as solved at the first contact (STA-1)"
    ),
)
SERVICE_REPORT = Policy(
    "report.service",
    "service_manager general_manager",
    roles,
    N_("Who gets the monthly service report; a manager with a region gets that branch's (STA-3)"),
)
COMPLAINT_REPORT = Policy(
    "report.complaints",
    "service_manager sales_manager quality_supervisor general_manager",
    roles,
    N_("Who gets the monthly complaint analysis: department heads, general manager (COM-6)"),
)
ACKNOWLEDGE_REMIND = Policy(
    "report.acknowledge_reminder",
    "3d",
    interval,
    N_("Who has not acknowledged the complaint analysis is reminded at this interval (COM-8)"),
)
CHURN_REPORT = Policy(
    "report.churn",
    "service_manager sales_manager sales_head quality_supervisor general_manager",
    heads,
    N_(
        "Which heads get the half-yearly report of lost customers; one with a branch gets that branch's (STA-5)"
    ),
)
BRANCH_REPORT_DAYS = Policy(
    "report.branch_days",
    "2",
    count,
    N_(
        "Working days that a branch's head has to add summary and support needed to the monthly report (STA-6)"
    ),
)
BRANCH_ANSWER_DAYS = Policy(
    "report.branch_answer_days",
    "3",
    count,
    N_("Working days that headquarters has to answer a branch that needs support (STA-6)"),
)
BRANCH_LADDER = Policy(
    "report.branch_ladder",
    "general_manager admin",
    roles,
    N_("Who hears, one after the other, that a branch's report is late (STA-6)"),
)
