"""Commands: what each role sees in its menu, and what it does. A command always wins over an open question."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from desk import invites
from desk.access import require
from desk.complaints import register as complaint_register
from desk.people import ROLE_NAMES, Person, Role
from desk.roles import (
    CHURN_READERS,
    DIGEST_READERS,
    EDITORS,
    EVALUATORS,
    FIRST_VISIT_READERS,
    MONTHLY_REPORTS,
    PLANNERS,
    REGISTRARS,
    SUBMITTERS,
    SURVEYORS,
    TRAINERS,
    VISITORS,
)
from desk.roles import STAFF as STAFF_ROLES
from errors import BadInput
from handlers.admin import policies, regions
from handlers.chat import flows
from handlers.chat.turn import Turn
from handlers.complaints import assessing, handed_in_by_staff, register
from handlers.customers import accounts, identity, privacy, service_card, signing_in
from handlers.dispatch import list as order_list
from handlers.figures import churn, page
from handlers.hotline import register_call, staff_group
from handlers.intake import complaint_path, report_problem, talk_cases
from handlers.knowledge import menu as knowledge_menu
from handlers.projects import applying as projects
from handlers.projects import changing as project_changes
from handlers.releases import lists as release_lists
from handlers.reports import digest
from handlers.reports import page as monthly
from handlers.requirements import evaluating
from handlers.requirements import lists as requirement_lists
from handlers.requirements import numbers as requirement_numbers
from handlers.roster import on_duty, week
from handlers.sales import first_visit, new_customer
from handlers.surveys import campaigns, feedback, survey, visit_back_plan
from handlers.tickets import customer_actions
from handlers.tickets import lists as ticket_lists
from handlers.tickets import search as ticket_search
from handlers.training import learning
from handlers.training import menu as training
from i18n import N_, _, plain
from i18n.joining import listed, noted

EVERYBODY = "everybody"
CUSTOMER = "customer"
STAFF = "staff"
READER = "reader"
EDITOR = "editor"
PLANNER = "planner"
HEADS = "heads"
RISKS = "risks"
VISITOR = "visitor"
SURVEYOR = "surveyor"
SUBMITTER = "submitter"
FIRST_VISITS = "first_visits"
ADMIN = "admin"
EVALUATOR = "evaluator"
REGISTRAR = "registrar"
COMPLAINTS = "complaints"
TRAINER = "trainer"


@dataclass(frozen=True)
class Command:
    does: Callable[[Turn, str], Awaitable[None]]
    whose: str
    help: str


async def start(turn: Turn, rest: str) -> None:
    await flows.stop_all(turn)
    await identity.start(turn, rest)


async def help_(turn: Turn, rest: str) -> None:
    hint = (
        _("Answer a card or a customer's message to write to the customer; buttons do the rest.")
        if turn.person.is_staff
        else _("Just write what goes wrong, in your own words. Pictures and files are welcome.")
    )
    turn.say("\n\n".join([hint, *_by_subject(turn.person, telegram=bool(turn.links.bot_name))]))


SUBJECTS = {
    N_("Tickets"): (
        "new",
        "call",
        "tickets",
        "human",
        "mine",
        "track",
        "suspended",
        "closed",
        "visits",
        "find",
    ),
    N_("Problem base"): ("kb", "digest", "talks"),
    N_("Complaints"): ("complaint", "feedback", "complaints", "assessments"),
    N_("Customers and surveys"): ("newcustomer", "firstvisits", "plan", "campaign", "surveys"),
    N_("Projects"): ("project", "change"),
    N_("Requirements"): ("requirements", "evaluate"),
    N_("Releases"): ("releases",),
    N_("Duty and figures"): ("duty", "roster", "figures", "risks", "reports"),
    N_("Training"): ("training", "learning"),
    N_("Administration"): ("policies", "calendar", "desk", "invite"),
}
OTHERS = N_("You and this chat")  # commands without another subject


def _by_subject(person: Person, *, telegram: bool) -> Iterator[str]:
    """What this person may do, under headings."""
    mine = {name: f"/{name} – {_(command.help)}" for name, command in menu(person, telegram=telegram)}
    for subject, names in SUBJECTS.items():
        if lines := [mine.pop(name) for name in names if name in mine]:
            yield "\n".join([_(subject), *lines])
    yield "\n".join([_(OTHERS), *mine.values()])


async def tickets(turn: Turn, rest: str) -> None:
    await (ticket_lists.everything(turn) if turn.person.is_staff else customer_actions.list_own(turn))


async def human(turn: Turn, rest: str) -> None:
    await flows.start(turn, report_problem.ask_a_person)


async def complaint(turn: Turn, rest: str) -> None:
    """A customer's own; a colleague hands over one that they received (COM-1)."""
    await (
        handed_in_by_staff.take(turn) if turn.person.is_staff else flows.start(turn, complaint_path.complain)
    )


async def cancel(turn: Turn, rest: str) -> None:
    stopped = await flows.stop_all(turn)
    turn.say(
        _("All right, I have stopped. Just write me when you need something.")
        if stopped
        else _("There is nothing to stop.")
    )


async def new(turn: Turn, rest: str) -> None:
    known = {"problem": rest} if len(rest) > 1 else {}
    await flows.start(turn, report_problem.report_problem, known=known)


async def find(turn: Turn, rest: str) -> None:
    if not rest:
        raise BadInput(_("What shall I look for? Like this: /find printer"))
    if await requirement_numbers.shown(turn, rest):
        return
    await ticket_search.find(turn, rest)


async def invite(turn: Turn, rest: str) -> None:
    """`/invite engineer Li Qiang`: a one-time link for a new colleague."""
    require(turn.person, Role.ADMIN)
    word, _space, name = rest.partition(" ")
    roles = list(STAFF_ROLES)
    if word not in roles or not plain.name(name):
        raise BadInput(
            _("Like this: /invite engineer Li Qiang\nRoles: {roles}").format(
                roles=listed(noted(role, _(ROLE_NAMES[role])) for role in roles)
            )
        )
    person = Person(name=name, language=turn.person.language, zone=turn.person.zone, created_at=turn.now)
    person.give(Role(word))
    turn.session.add(person)
    await turn.session.flush()
    code = await invites.make(turn.session, turn.now, person=person, by=turn.person.id)
    turn.say(accounts.invited(turn, person, code))


async def web(turn: Turn, rest: str) -> None:
    """A one-time link to the web chat, for this person only; none to an address that opens nothing where they are."""
    if not turn.links.reaches(turn.account.channel):
        turn.say(
            _(
                "The web chat cannot be reached from outside yet. An administrator can change that: WEB_URL in the settings is its public address."
            )
            if turn.person.is_staff
            else _("The web chat is not open yet. Everything works here in Telegram.")
        )
        return
    code = await invites.make(
        turn.session, turn.now, person=turn.person, by=turn.person.id, valid=timedelta(minutes=10)
    )
    turn.say(
        _("Your own door to the web chat, valid for 10 minutes, once:\n{link}").format(
            link=turn.links.web(code)
        )
    )


def _plain(does: Callable[[Turn], Awaitable[None]]) -> Callable[[Turn, str], Awaitable[None]]:
    async def obey(turn: Turn, rest: str) -> None:
        await does(turn)

    return obey


COMMANDS: dict[str, Command] = {
    "new": Command(new, CUSTOMER, N_("report a problem")),
    "tickets": Command(tickets, EVERYBODY, N_("tickets and their state")),
    "human": Command(human, CUSTOMER, N_("talk to a person")),
    "complaint": Command(complaint, EVERYBODY, N_("make a complaint")),
    "feedback": Command(_plain(feedback.command), CUSTOMER, N_("praise, an opinion, a suggestion")),
    "mine": Command(_plain(ticket_lists.mine), STAFF, N_("my open tickets")),
    "track": Command(_plain(ticket_lists.track), STAFF, N_("tickets I own")),
    "suspended": Command(_plain(ticket_lists.suspended), STAFF, N_("suspended tickets")),
    "closed": Command(_plain(ticket_lists.closed), STAFF, N_("closed tickets")),
    "visits": Command(order_list.visits, VISITOR, N_("visits and their archive")),
    "call": Command(register_call.call, REGISTRAR, N_("register a call, a letter, a mail")),
    "find": Command(find, STAFF, N_("find a ticket or a customer")),
    "kb": Command(knowledge_menu.base, STAFF, N_("the problem base")),
    "digest": Command(digest.digest, READER, N_("what was asked in a month")),
    "talks": Command(talk_cases.command, EDITOR, N_("conversations as test cases")),
    "duty": Command(_plain(on_duty.show), STAFF, N_("who is on duty")),
    "roster": Command(_plain(week.show), STAFF, N_("the roster of the week")),
    "campaign": Command(_plain(campaigns.menu), SURVEYOR, N_("surveys to chosen customers")),
    "newcustomer": Command(
        new_customer.new_customer, SUBMITTER, N_("file a customer who was sold something")
    ),
    "firstvisits": Command(
        _plain(first_visit.first_visits_list), FIRST_VISITS, N_("first visits of sold customers")
    ),
    "plan": Command(visit_back_plan.plan, PLANNER, N_("a customer's visit-backs")),
    "change": Command(project_changes.command, EVERYBODY, N_("ask for another scope or date of a project")),
    "project": Command(projects.command, EVERYBODY, N_("projects: how they stand, what is next")),
    "requirements": Command(
        _plain(requirement_lists.command), EVERYBODY, N_("wishes for the product, and what comes of them")
    ),
    "releases": Command(
        _plain(release_lists.command), EVERYBODY, N_("new versions: what they bring, what was chosen")
    ),
    "evaluate": Command(_plain(evaluating.command), EVALUATOR, N_("evaluate requirements")),
    "figures": Command(page.command, STAFF, N_("figures of a period")),
    "risks": Command(churn.risks_command, RISKS, N_("customers at risk of being lost, and why")),
    "reports": Command(_plain(monthly.command), HEADS, N_("the monthly reports")),
    "policies": Command(_plain(policies.areas), ADMIN, N_("the company's policies")),
    "desk": Command(_plain(staff_group.explain), ADMIN, N_("a staff group with a topic for each ticket")),
    "calendar": Command(_plain(regions.calendar), ADMIN, N_("regions and their hours")),
    "privacy": Command(privacy.command, ADMIN, N_("data of a person: give out, erase")),
    "invite": Command(invite, ADMIN, N_("invite a colleague")),
    "staff": Command(accounts.staff, ADMIN, N_("colleagues: accounts, regions, who has left")),
    "complaints": Command(_plain(register.register), COMPLAINTS, N_("the complaint register")),
    "assessments": Command(_plain(assessing.own), STAFF, N_("assessments of my work")),
    "training": Command(_plain(training.command), TRAINER, N_("classes, courses, exams")),
    "learning": Command(_plain(learning.command), EVERYBODY, N_("my classes and exams")),
    "card": Command(_plain(service_card.command), CUSTOMER, N_("service code, numbers, hours, people")),
    "web": Command(web, EVERYBODY, N_("open the web chat")),
    "me": Command(_plain(identity.me), EVERYBODY, N_("what is kept about me")),
    "signin": Command(_plain(signing_in.begin), CUSTOMER, N_("I am on file: prove it")),
    "language": Command(_plain(identity.choose_language), EVERYBODY, N_("中文 / English")),
    "surveys": Command(_plain(survey.again), CUSTOMER, N_("surveys on again")),
    "cancel": Command(cancel, EVERYBODY, N_("stop what I am asking")),
    "help": Command(help_, EVERYBODY, N_("what I can do")),
    "start": Command(start, EVERYBODY, N_("begin")),
}


NEED_TELEGRAM = {"desk"}  # a group with topics


def _may(person: Person, whose: str) -> bool:
    return {
        EVERYBODY: True,
        CUSTOMER: not person.is_staff,
        STAFF: person.is_staff,
        READER: person.has(*DIGEST_READERS),
        EDITOR: person.has(*EDITORS),
        VISITOR: person.has(*VISITORS),
        SURVEYOR: person.has(*SURVEYORS),
        SUBMITTER: person.has(*SUBMITTERS),
        FIRST_VISITS: person.has(*FIRST_VISIT_READERS),
        PLANNER: person.has(*PLANNERS),
        HEADS: person.has(*MONTHLY_REPORTS),
        RISKS: person.has(*CHURN_READERS),
        REGISTRAR: person.has(*REGISTRARS),
        ADMIN: person.has(Role.ADMIN),
        EVALUATOR: person.has(*EVALUATORS),
        TRAINER: person.has(*TRAINERS),
        COMPLAINTS: person.has(*complaint_register.READERS),
    }[whose]


def menu(person: Person, *, telegram: bool = True) -> list[tuple[str, Command]]:
    """What this person's menu shows; `telegram`: the desk has a bot there."""
    return [
        (name, command)
        for name, command in COMMANDS.items()
        if _may(person, command.whose) and (telegram or name not in NEED_TELEGRAM)
    ]


async def obey(turn: Turn, name: str, rest: str) -> None:
    """A command of this person's, or a kind word."""
    command = COMMANDS.get(name)
    if command is None or not _may(turn.person, command.whose):
        turn.say(_("I do not know /{name}. /help shows what I can do.").format(name=name[:30]))
        return
    await command.does(turn, rest)
