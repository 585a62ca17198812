"""Where a message goes. Read it from top to bottom: the first that fits has it."""

from types import ModuleType

from desk import access, journal
from desk.access import access_reply
from desk.events import Event
from desk.people import BLOCKED
from handlers import commands, customer_messages
from handlers.admin import policies, regions, table_import, table_mapping, table_rows
from handlers.admin.table_mapping import maps_table
from handlers.chat import cards, flows, folding, jobs, recording, talk_rows, typed_buttons
from handlers.chat.turn import Turn
from handlers.complaints import (
    answering,
    assessing,
    confirming,
    handed_in_by_staff,
    register,
    relating,
    tasks,
    verifying,
)
from handlers.customers import (
    accounts,
    identity,
    joining_customers,
    licences,
    privacy,
    profile,
    signing_in,
    staff_badge,
)
from handlers.dispatch import (
    appointment,
    customer_data,
    maintenance_report,
    misuse,
    order_actions,
    recommendations,
    sign_off,
    site_wishes,
    visit_record,
    write_off,
)
from handlers.dispatch import list as order_list
from handlers.figures import churn, drill_down, filters
from handlers.figures import page as figures_page
from handlers.hotline import (
    call_back,
    consultations,
    hand_over,
    reactions,
    register_call,
    remote_support,
    staff_group,
)
from handlers.intake import (
    company,
    complaint_path,
    outage_report,
    pictures,
    pieces,
    reasons,
    report_problem,
    talk_cases,
)
from handlers.knowledge import entry_actions, entry_edit, merge_split, new_entry, proposal_actions
from handlers.knowledge import menu as knowledge_menu
from handlers.knowledge import versions as entry_versions
from handlers.projects import accepting as project_accepting
from handlers.projects import applying as project_applying
from handlers.projects import card_steps as project_steps
from handlers.projects import changing as project_changing
from handlers.projects import data as project_data
from handlers.projects import deliveries as project_deliveries
from handlers.projects import escalation as project_beyond
from handlers.projects import findings as project_findings
from handlers.projects import gantt as project_gantt
from handlers.projects import interrupting as project_interrupting
from handlers.projects import items as project_items
from handlers.projects import logs as project_logs
from handlers.projects import members as project_members
from handlers.projects import planning as project_planning
from handlers.projects import portfolio as project_portfolio
from handlers.projects import report as project_report
from handlers.releases import choosing as release_choosing
from handlers.releases import lists as release_lists
from handlers.releases import making as release_making
from handlers.reports import acknowledging, digest
from handlers.reports import branch as branch_report
from handlers.reports import page as reports_page
from handlers.requirements import card_steps as requirement_steps
from handlers.requirements import evaluating, hearing
from handlers.requirements import lists as requirement_lists
from handlers.requirements import tracker as requirement_tracker
from handlers.roster import on_duty, planning, swaps, week
from handlers.sales import (
    account_team,
    department_needs,
    documents,
    first_visit,
    first_visit_needs,
    first_visit_sales,
    lost_customers,
    new_customer,
    renewals,
    renewing,
)
from handlers.scope import accepting, deciding, offering, signing
from handlers.scope import fees as scope_fees
from handlers.sla import alerts, deadlines, emergencies, explanation, fault_level, incidents
from handlers.surveys import campaign_card, campaigns, consent_forms, phone_calls, survey, visit_back_plan
from handlers.surveys import feedback as survey_feedback
from handlers.tickets import (
    additions,
    customer_actions,
    offered_answers,
    rare_actions,
    staff_actions,
    urging,
    which_ticket,
)
from handlers.tickets import history as ticket_history
from handlers.tickets import lists as ticket_lists
from handlers.tickets import search as ticket_search
from handlers.training import certificate as training_certificate
from handlers.training import exam_marking, exam_menu, exam_talk, training_requests
from handlers.training import learning as training_learning
from handlers.training import managing as training_managing
from handlers.training import menu as training_home
from handlers.training import qualifications as training_qualifications
from handlers.training import registering as training_registering
from handlers.training import scores as training_scores
from i18n import _

# Whose buttons, flows and jobs there are, room by room; a name that two of them have is refused at the start
ROOMS: dict[str, tuple[ModuleType, ...]] = {
    "chat": (folding,),
    "customers": (identity, accounts, signing_in, profile, licences, joining_customers, privacy, staff_badge),
    "intake": (report_problem, complaint_path, company, customer_messages, reasons, talk_cases, pictures, outage_report),
    "tickets": (customer_actions, additions, which_ticket, staff_actions, rare_actions, offered_answers, urging, ticket_lists, ticket_search, ticket_history),
    "hotline": (register_call, call_back, hand_over, consultations, remote_support, staff_group),
    "roster": (planning, week, swaps, on_duty),
    "dispatch": (
        order_actions, order_list, appointment, visit_record, sign_off, write_off, customer_data,
        maintenance_report, misuse, recommendations, site_wishes,
    ),
    "sla": (alerts, fault_level, deadlines, explanation, emergencies, incidents),
    "complaints": (handed_in_by_staff, confirming, answering, verifying, relating, tasks, assessing, register),
    "sales": (documents, account_team, renewals, renewing, lost_customers, new_customer, first_visit, first_visit_needs, first_visit_sales, department_needs),
    "scope": (deciding, offering, signing, accepting, scope_fees),
    "requirements": (hearing, requirement_steps, requirement_tracker, evaluating, requirement_lists),
    "releases": (release_making, release_choosing, release_lists),
    "projects": (
        project_applying, project_portfolio, project_members, project_gantt, project_steps, project_planning, project_items, project_logs, project_deliveries, project_beyond,
        project_interrupting, project_changing, project_accepting, project_report, project_findings, project_data,
    ),
    "surveys": (survey, survey_feedback, phone_calls, campaigns, campaign_card, visit_back_plan, consent_forms),
    "training": (training_home, training_learning, training_registering, training_managing, training_requests, exam_menu, exam_talk, exam_marking,
        training_certificate, training_qualifications, training_scores,
    ),
    "knowledge": (
        knowledge_menu, new_entry, entry_edit, entry_actions, entry_versions, proposal_actions, merge_split,
    ),
    "figures": (figures_page, filters, drill_down, churn),
    "reports": (reports_page, acknowledging, branch_report, digest),
    "admin": (policies, regions, table_import, table_mapping, table_rows),
}  # fmt: skip
for modules in ROOMS.values():
    for module in modules:
        cards.VERBS.join(module.__name__)
        flows.FLOWS.join(module.__name__)
        jobs.JOBS.join(module.__name__)


async def handle(turn: Turn) -> None:
    """One message or press of one person."""
    said = turn.said
    await access.look(turn.session, turn.person, turn.now)
    if said.in_group:
        return await staff_group.heard(turn, said.in_group)
    if not turn.person.active and said.reachable is None:
        return await _no_access(turn)
    if said.button:
        return await cards.pressed(turn)
    if said.reaction is not None:
        return await reactions.reacted(turn)
    if said.edited:
        return await recording.edited(turn)
    if said.reachable is not None:
        return await _came_or_left(turn, said.reachable)
    if said.refused:
        return turn.say(
            _("I cannot keep a {what}, sorry. Please tell me in words, or send a picture or a file.").format(
                what=said.refused
            )
        )
    if said.command:
        return await commands.obey(turn, *said.command)
    await recording.keep(turn)
    if said.album and await recording.joins_album(turn):
        return await pieces.album(turn)
    return await (_staff_says(turn) if turn.person.is_staff else customer_messages.heard(turn))


async def _no_access(turn: Turn) -> None:
    """Who has left may do nothing, at any door; a new invite makes their account somebody's again."""
    name, rest = turn.said.command or ("", "")
    if name == "start" and rest:
        return await identity.start(turn, rest)
    if not turn.said.edited and turn.said.reaction is None:
        turn.say(_("You have no access here any more. If you should, please ask for a new invite link."))
    return None


async def _came_or_left(turn: Turn, reachable: bool) -> None:
    """They have blocked or unblocked the bot; the staff who work for them are told."""
    turn.account.unreachable = "" if reachable else BLOCKED
    if not reachable:
        await journal.write(
            turn.session,
            turn.person,
            Event.PERSON_UNDELIVERED,
            by=None,
            now=turn.now,
            why=turn.account.unreachable,
        )


async def _staff_says(turn: Turn) -> None:
    if consultation := turn.said.number_of("inquiry"):
        return await consultations.reply(turn, consultation)
    if ticket := turn.said.ticket:
        return await staff_actions.reply(turn, await access_reply(turn.session, turn.person, ticket))
    if await order_actions.located(turn):
        return None
    row = await talk_rows.floor(turn)
    if row and row.flow == maps_table.__name__ and await table_import.sent(turn):
        return None  # the next table, while one is asked about
    if row and await flows.go_on(turn, row):
        return None
    if row is None and await typed_buttons.pressed(turn):
        return None
    if turn.said.phone:
        await identity.shared_phone(turn)
        return None
    if await table_import.sent(turn):
        return None
    return turn.say(
        _(
            "To write to a customer, answer one of their messages or a card, or press 💬 Answer. /find searches, /help shows more."
        )
    )
