"""Which roles may do what, each set once. Whose rows they reach is in `desk/access`."""

from desk.people import Role

STAFF = tuple(role for role in Role if role is not Role.CONTACT)
MANAGERS = (Role.SERVICE_MANAGER, Role.GENERAL_MANAGER, Role.ADMIN)
DESK = (Role.SPECIALIST, *MANAGERS, Role.QUALITY_SUPERVISOR)
ABOVE = (Role.GENERAL_MANAGER, Role.ADMIN)  # when nobody nearer is there
OVERSEERS = (Role.QUALITY_SUPERVISOR, *ABOVE)  # figures of everybody, feedback, what headquarters forwards
COMPLAINT_HANDLERS = (Role.QUALITY_SUPERVISOR, Role.GENERAL_MANAGER)
SELLERS = (Role.SALES_MANAGER, Role.SALES, Role.SALES_HEAD)
HEADS = (*MANAGERS, Role.QUALITY_SUPERVISOR, Role.SALES_MANAGER, Role.SALES_HEAD)  # of all regions
CALLERS = (Role.SPECIALIST, Role.SERVICE_MANAGER)  # ask by phone what was not answered in chat
CONFIRM = (*CALLERS, *ABOVE)  # say which of several people on file somebody is
EDITORS = (Role.EDITOR, Role.ADMIN)  # of the problem base
DIGEST_READERS = (Role.EDITOR, Role.SERVICE_MANAGER, Role.ADMIN)  # what the problem base lacks
PLANNERS = (Role.ACCOUNT_MANAGER, Role.QUALITY_SUPERVISOR, *MANAGERS)  # of visit-backs
SURVEYORS = (Role.QUALITY_SUPERVISOR, *MANAGERS)
VISITORS = (Role.ENGINEER, *MANAGERS)  # have visits on site to look up
REGISTRARS = (
    Role.SPECIALIST,
    Role.ACCOUNT_MANAGER,
    Role.ENGINEER,
    Role.TRAINER,
    Role.CONSULTANT,
    *MANAGERS,
)  # register what comes by telephone or letter (INT-10)
TEAM = (*MANAGERS, Role.SALES_MANAGER, Role.SALES_HEAD)  # say who answers for a customer (CUS-8)
SUBMITTERS = (*SELLERS, *MANAGERS, Role.ACCOUNT_MANAGER)  # hand over a sold customer (CUS-6)
ACCOUNT_STAFF = (*TEAM, Role.ACCOUNT_MANAGER, Role.SALES)  # of what a customer owns (CUS-11)
TRAINERS = (Role.TRAINER, *MANAGERS)  # make and manage classes and exams (TRN-1, TRN-3)
APPLICANTS = (
    Role.IMPLEMENTATION_HEAD,
    Role.PROJECT_MANAGER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
)  # for a project (PRJ-1)
WORKERS = (Role.CONSULTANT, Role.PROJECT_MANAGER, Role.ENGINEER, Role.TRAINER)  # may be on a project
PROJECT_READERS = (Role.IMPLEMENTATION_HEAD, *MANAGERS)  # of all projects
WATCHERS = (
    Role.QUALITY_SUPERVISOR,
    Role.PROJECT_MANAGER,
    *PROJECT_READERS,
)  # of progress and quality (PRJ-7)
CHECKERS = (Role.SPECIALIST, Role.ACCOUNT_MANAGER, *MANAGERS)  # do first visits (CUS-3)
FIRST_VISIT_READERS = (*CHECKERS, *SELLERS)
REQUIREMENT_JUDGES = (Role.ACCOUNT_MANAGER, Role.IMPLEMENTATION_HEAD)  # of what customers ask for (REQ-1)
REQUIREMENT_READERS = (*REQUIREMENT_JUDGES, Role.DEVELOPER, *SELLERS, *MANAGERS)
RELEASERS = (Role.DEVELOPER, *MANAGERS)  # make, announce and withdraw releases (REL-1)
URGERS = (Role.ACCOUNT_MANAGER, Role.QUALITY_SUPERVISOR, *MANAGERS)  # urge a ticket (TIC-6)
CHURN_READERS = (*HEADS, *ACCOUNT_STAFF)  # whether a customer is lost or at risk (STA-5)
EVALUATORS = (Role.DEVELOPER, *MANAGERS)  # of requirements (REQ-2)
EVALUATION_READERS = (
    Role.SALES_MANAGER,
    Role.SALES_HEAD,
    Role.IMPLEMENTATION_HEAD,
    Role.GENERAL_MANAGER,
)  # (REQ-5)
ROSTERED = (
    Role.SPECIALIST,
    Role.ENGINEER,
    Role.TRAINER,
    Role.CONSULTANT,
    Role.SERVICE_MANAGER,
)  # have shifts
GIVEN_TICKETS = (
    Role.SPECIALIST,
    Role.ENGINEER,
    Role.TRAINER,
    Role.CONSULTANT,
    Role.ACCOUNT_MANAGER,
    Role.DEVELOPER,
)  # by a colleague's hand
MONTHLY_REPORTS = (
    Role.SERVICE_MANAGER,
    Role.SALES_MANAGER,
    *OVERSEERS,
)  # whose menu shows them
FOR_ACCOUNT_MANAGER = MANAGERS  # with nobody named, or nobody there, the first of them (CUS-8)
FOR_SALES_MANAGER = (Role.SALES_HEAD, Role.SALES_MANAGER, *MANAGERS)
FOR_DEPARTMENT_HEAD = MANAGERS
PROJECT_HEADS = (Role.IMPLEMENTATION_HEAD, *MANAGERS)  # the first of them decides (PRJ-1)
QUOTE_SIGNERS = (
    Role.SALES_HEAD,
    Role.GENERAL_MANAGER,
)  # the first of them gives the second signature (SCO-2)
PRICE_READERS = (*SELLERS, *ABOVE)  # of documents with prices
DOCUMENT_READERS = tuple(
    dict.fromkeys(
        (
            *DESK,
            *SELLERS,
            Role.ACCOUNT_MANAGER,
            Role.ENGINEER,
            Role.CONSULTANT,
            Role.TRAINER,
            Role.PROJECT_MANAGER,
            Role.IMPLEMENTATION_HEAD,
        )
    )
)  # who works for customers
ADMINISTRATORS = (Role.ADMIN,)
PROJECT_IMPORTERS = (Role.IMPLEMENTATION_HEAD, Role.ADMIN)  # bring tables of projects
REQUIREMENT_IMPORTERS = (Role.DEVELOPER, Role.ADMIN)
