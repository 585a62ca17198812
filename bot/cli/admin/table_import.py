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
from desk.roles import ADMINISTRATORS, EDITORS, PROJECT_IMPORTERS, REQUIREMENT_IMPORTERS, TRAINERS
from handlers.admin.tables import NAMES, Table, offered

IMPORTS: dict[str, tuple[Import, tuple[Role, ...]]] = {
    "customers": (customers.TABLE, ADMINISTRATORS),
    "staff": (join.TABLE, ADMINISTRATORS),
    "roster": (roster.TABLE, ADMINISTRATORS),
    "catalogue": (catalogue.TABLE, EDITORS),
    "services": (scope.TABLE, ADMINISTRATORS),
    "courses": (training.COURSES, TRAINERS),
    "classes": (training.CLASSES, TRAINERS),
    "trainees": (training.TRAINEES, TRAINERS),
    "questions": (questions.TABLE, TRAINERS),
    "exams": (exams.TABLE, TRAINERS),
    "qualifications": (qualifications.TABLE, TRAINERS),
    "surveys": (survey_table.TABLE, ADMINISTRATORS),
    "problems": (problems.TABLE, EDITORS),
    "subtypes": (subtypes.TABLE, EDITORS),
    "talks": (talks.TABLE, EDITORS),
    "requirements": (tracker.TABLE, REQUIREMENT_IMPORTERS),
    "projects": (running.TABLE, PROJECT_IMPORTERS),
    "templates": (projects.TEMPLATES, PROJECT_IMPORTERS),
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
