"""Each table that people bring, for the command line and for those who may send it in chat (KB-6)."""

from bot.cli.customers import table as customers
from bot.cli.kit.importing import Import
from bot.cli.knowledge import catalogue, subtypes, talks
from bot.cli.knowledge import tables as problems
from bot.cli.projects import projects, running
from bot.cli.requirements import tracker
from bot.cli.roster import roster
from bot.cli.scope import scope
from bot.cli.staff import join
from bot.cli.surveys import survey_table
from bot.cli.training import exams, qualifications, questions, training
from desk.people import Role
from desk.roles import TRAINERS
from handlers.admin.tables import NAMES, Table, offered

ADMIN = (Role.ADMIN,)
EDITORS = (Role.ADMIN, Role.EDITOR)
MAKERS = (Role.ADMIN, *TRAINERS)
PLANNERS = (Role.ADMIN, Role.IMPLEMENTATION_HEAD)
IMPORTS: dict[str, tuple[Import, tuple[Role, ...]]] = {
    "customers": (customers.TABLE, ADMIN),
    "staff": (join.TABLE, ADMIN),
    "roster": (roster.TABLE, ADMIN),
    "catalogue": (catalogue.TABLE, EDITORS),
    "services": (scope.TABLE, ADMIN),
    "courses": (training.COURSES, MAKERS),
    "classes": (training.CLASSES, MAKERS),
    "trainees": (training.TRAINEES, MAKERS),
    "questions": (questions.TABLE, MAKERS),
    "exams": (exams.TABLE, MAKERS),
    "qualifications": (qualifications.TABLE, MAKERS),
    "surveys": (survey_table.TABLE, ADMIN),
    "problems": (problems.TABLE, EDITORS),
    "subtypes": (subtypes.TABLE, EDITORS),
    "talks": (talks.TABLE, EDITORS),
    "requirements": (tracker.TABLE, (Role.ADMIN, Role.DEVELOPER)),
    "projects": (running.TABLE, PLANNERS),
    "templates": (projects.TEMPLATES, PLANNERS),
}


def offer() -> None:
    """Once, when the desk opens."""
    offered(
        {
            key: Table(
                NAMES[key],
                each.kind,
                each.read,
                each.bring,
                roles,
                each.batch,
                each.unknown,
                each.options,
                each.usual,
            )
            for key, (each, roles) in IMPORTS.items()
        }
    )
