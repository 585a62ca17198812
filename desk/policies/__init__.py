"""Policies: what the companies do differently, a file for each area. Each has a default; a row in the table overrides it."""

from desk.policies.alerts import *
from desk.policies.changes import *
from desk.policies.company import *
from desk.policies.complaints import *
from desk.policies.data import *
from desk.policies.first_visits import *
from desk.policies.knowledge import *
from desk.policies.limits import *
from desk.policies.policy import *
from desk.policies.projects import *
from desk.policies.releases import *
from desk.policies.reports import *
from desk.policies.requirements import *
from desk.policies.scope import *
from desk.policies.surveys import *
from desk.policies.tickets import *
from desk.policies.time_limits import *
from desk.policies.training import *
from desk.policies.visits import *
