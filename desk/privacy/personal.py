"""Where data about people stand: each table, whose its rows are, and what of them is emptied when they are erased.

Numbers, times and moves stay, so that figures, histories and quotes hold. Tables are named, not imported: some belong to
floors above this one. A test compares the list with the tables there are (`docs/privacy.md` is its readable form).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Table, cast, literal, or_, select

from store import Base

ERASED = "erased"
GIVEN_OUT = "data:"  # begins the card of an export


@dataclass(frozen=True)
class Who:
    """One person, or a customer with all its people."""

    people: Sequence[int]
    customers: Sequence[int] = ()

    @property
    def accounts(self) -> Select[Any]:
        return select(of("account").c.id).where(of("account").c.person_id.in_(self.people))

    @property
    def chats(self) -> Select[Any]:
        account = of("account").c
        return select(account.channel + ":" + account.address).where(account.person_id.in_(self.people))

    @property
    def tickets(self) -> Select[Any]:
        ticket = of("ticket").c
        return select(ticket.id).where(
            or_(ticket.contact_id.in_(self.people), ticket.customer_id.in_(self.customers))
        )

    @property
    def messages(self) -> Select[Any]:
        return select(of("ticket_message").c.id).where(_said(self))


def of(table: str) -> Table:
    return Base.metadata.tables[table]


Whose = Callable[[Who], ColumnElement[bool]]


@dataclass(frozen=True)
class Holding:
    """`empties`: what personal columns become. `goes`: the row itself goes. `given`: it is part of what people get.

    `said`: a column that names who said something → the columns in which that stands, on rows that are not theirs otherwise.
    """

    table: str
    whose: Whose
    empties: Mapping[str, Any] = field(default_factory=dict)
    said: Mapping[str, Sequence[str]] = field(default_factory=dict)
    goes: bool = False
    given: bool = True

    def rows(self, who: Who) -> ColumnElement[bool]:
        """All in which something of theirs stands."""
        return or_(self.whose(who), *(of(self.table).c[by].in_(who.people) for by in self.said))


def _person(column: str = "person_id") -> Callable[[str], Whose]:
    return lambda table: lambda who: of(table).c[column].in_(who.people)


def _ticket(table: str, column: str = "ticket_id") -> Whose:
    return lambda who: of(table).c[column].in_(who.tickets)


def _said(who: Who) -> ColumnElement[bool]:
    said = of("ticket_message").c
    return or_(said.person_id.in_(who.people), said.ticket_id.in_(who.tickets))


def _sent(who: Who) -> ColumnElement[bool]:
    sent = of("outbox").c
    return or_(sent.person_id.in_(who.people), _of_record(sent.about, who))


def _of_record(column: ColumnElement[str], who: Who) -> ColumnElement[bool]:
    """`column` holds the reference of a record of theirs, of whatever kind: `stage:12`."""
    kinds = [
        each
        for each in HOLDINGS
        if each.table not in ("inbox", "outbox", "journal") and "id" in of(each.table).c
    ]
    return or_(*(column.in_(_references(each, who)) for each in kinds))


def _references(holding: Holding, who: Who) -> Select[Any]:
    number = of(holding.table).c.id
    return select(literal(f"{holding.table}:") + cast(number, String)).where(holding.rows(who))


def _of_file(who: Who) -> ColumnElement[bool]:
    file, person = of("file").c, of("person").c
    badge = select(person.photo_id).where(person.id.in_(who.people), person.photo_id.is_not(None))
    document = of("document").c
    papers = select(document.file_id).where(document.customer_id.in_(who.customers))
    certificate = of("certificate").c
    certificates = select(certificate.file_id).where(certificate.person_id.in_(who.people))
    kept = [
        select(of(table).c.file_id).where(of(table).c.project_id.in_(_project(who)))
        for table in ("project_stage", "project_item", "project_data")
    ]
    theirs = file.message_id.in_(who.messages), file.account_id.in_(who.accounts)
    held = (file.id.in_(each) for each in (badge, papers, certificates, *kept))
    return or_(*theirs, *held)


def _journal(who: Who) -> ColumnElement[bool]:
    """Of their records, and what they did themselves with those of others."""
    entry = of("journal").c
    return or_(entry.ticket_id.in_(who.tickets), entry.by.in_(who.people), _of_record(entry.record, who))


def _complaint(who: Who) -> ColumnElement[bool]:
    complaint = of("complaint").c
    return or_(complaint.contact_id.in_(who.people), complaint.customer_id.in_(who.customers))


def _of_complaint(table: str) -> Whose:
    return lambda who: of(table).c.complaint_id.in_(select(of("complaint").c.id).where(_complaint(who)))


def _quote(who: Who) -> ColumnElement[bool]:
    mine = select(of("scope_case").c.id).where(of("scope_case").c.ticket_id.in_(who.tickets))
    return of("quote").c.case_id.in_(mine)


def _visit_back(who: Who) -> ColumnElement[bool]:
    back = of("visit_back").c
    return or_(
        back.contact_id.in_(who.people),
        back.answered_by.in_(who.people),
        back.customer_id.in_(who.customers),
        back.ticket_id.in_(who.tickets),
    )


def _feedback(who: Who) -> ColumnElement[bool]:
    row = of("feedback").c
    return or_(row.person_id.in_(who.people), row.customer_id.in_(who.customers))


def _outcome(who: Who) -> ColumnElement[bool]:
    outcome = of("outcome").c
    return or_(outcome.person_id.in_(who.people), outcome.ticket_id.in_(who.tickets))


def _proposal(who: Who) -> ColumnElement[bool]:
    """Like questions of several people are one; theirs goes when its words are theirs."""
    proposal, outcome = of("proposal").c, of("outcome").c
    theirs = select(outcome.key).where(_outcome(who), outcome.key != "")
    return or_(proposal.ticket_id.in_(who.tickets), proposal.key.in_(theirs))


def _customer(table: str, column: str = "customer_id") -> Whose:
    return lambda who: of(table).c[column].in_(who.customers)


def _voice(who: Who) -> ColumnElement[bool]:
    voice = of("voice").c
    return or_(voice.person_id.in_(who.people), voice.customer_id.in_(who.customers))


def _invite(who: Who) -> ColumnElement[bool]:
    invite = of("invite").c
    return or_(invite.person_id.in_(who.people), invite.customer_id.in_(who.customers))


def _membership(who: Who) -> ColumnElement[bool]:
    row = of("membership").c
    return or_(row.person_id.in_(who.people), row.customer_id.in_(who.customers))


def _first_visit(who: Who) -> ColumnElement[bool]:
    visit = of("first_visit").c
    return or_(visit.contact_id.in_(who.people), visit.customer_id.in_(who.customers))


def _project(who: Who) -> Select[Any]:
    return select(of("project").c.id).where(of("project").c.customer_id.in_(who.customers))


def _of_project(table: str) -> Whose:
    return lambda who: of(table).c.project_id.in_(_project(who))


def _talk_case(who: Who) -> ColumnElement[bool]:
    case = of("talk_case").c
    return or_(case.person_id.in_(who.people), case.ticket_id.in_(who.tickets))


BARE = {"text": "", "title": "", "rows": [], "share_phone": "", "files": []}  # a message without its words
FILE = {
    "content": None,
    "name": "",
    "telegram_id": "",
    "text": None,
    "missing": ERASED,
    "due_at": None,
    "size": None,
}
HOLDINGS: tuple[Holding, ...] = (
    Holding("scope_case", _ticket("scope_case"), {"words": ""}),
    Holding("quote", _quote, {"reason": "", "words": "", "sent_back": "", "consent": {}, "change": {}}),
    Holding("inbox", lambda who: of("inbox").c.chat.in_(who.chats), {"raw": "", "error": ""}),
    Holding("outbox", _sent, {"payload": BARE, "error": ""}, given=False),
    Holding("file", _of_file, FILE),
    Holding("ticket_message", _said, {"text": "", "earlier": [], "forwarded_from": ""}),
    Holding("talk", _person()("talk"), goes=True),
    Holding("search", _person()("search"), goes=True, given=False),
    Holding("job", _person()("job"), goes=True, given=False),
    Holding("web_session", lambda who: of("web_session").c.account_id.in_(who.accounts), goes=True, given=False),
    Holding("invite", _invite, goes=True, given=False),
    Holding("membership", _membership, goes=True),
    Holding("proposal", _proposal, {"text": "", "key": "", "question": "", "symptoms": "", "solution": [], "files": []}, given=False),
    Holding("outcome", _outcome, {"text": "", "key": ""}),
    Holding("talk_case", _talk_case, goes=True, given=False),
    Holding("topic", _ticket("topic"), {"name": ""}, given=False),
    Holding("consultation", _ticket("consultation"), {"lines": [], "tracker_status": ""}, given=False),
    Holding("urging", _ticket("urging"), {"words": "", "answer": ""}, given=False),
    Holding("emergency", _ticket("emergency"), {"plan": "", "review": ""}, given=False),
    Holding("remote_work", _ticket("remote_work"), {"purpose": "", "changed": ""}),
    Holding("customer_data", _ticket("customer_data"), {"what": ""}),
    Holding("appointment", _ticket("appointment"), {"wish": ""}),
    Holding("dispatch", _ticket("dispatch"), {"reason": "", "facts": {}, "place": "", "found": "", "done": "", "parts": "", "remark": "", "passed_to": "", "photos": [], "wishes": []}),
    Holding("recommendation", _ticket("recommendation"), {"words": "", "why": ""}, said={"settled_by": ["why"]}),
    Holding("complaint_task", _of_complaint("complaint_task"), {"words": "", "result": ""}, given=False),
    Holding("assessment", _of_complaint("assessment"), {"words": "", "comment": ""}, given=False),
    Holding("complaint", _complaint, {"description": "", "reference": "", "explanation": "", "comment": "", "cause_words": "", "answer": "", "verdict": ""}, said={"verified_by": ["verdict"]}),
    Holding("visit_back", _visit_back),  # its words go by the form's questions
    Holding("feedback", _feedback, {"words": "", "answer": ""}),
    Holding("enrolment", _person()("enrolment")),
    Holding("certificate", _person()("certificate"), {"name": "", "why": "", "sha256": ""}),
    Holding("exam_candidate", _person()("exam_candidate")),
    Holding("exam_attempt", _person()("exam_attempt"), {"answers": {}}),
    Holding("training_class", _ticket("training_class"), {"place": "", "bring": "", "why": ""}, given=False),
    Holding("journal", _journal, given=False),  # its words go, its codes and times stay
    Holding("ticket", lambda who: of("ticket").c.id.in_(who.tickets), {"description": "", "solution": "", "handed_over": {}}),
    Holding("project_stage", _of_project("project_stage"), {"words": ""}, said={"said_by": ["words"]}, given=False),
    Holding("project_item", _of_project("project_item"), {"answers": {}}, given=False),
    Holding("project_change", _of_project("project_change"), {"words": "", "title": "", "delivers": ""}, said={"asked_by": ["words"]}, given=False),
    Holding("project_risk", _of_project("project_risk"), {"words": ""}, given=False),
    Holding("project_plan", _of_project("project_plan"), {"content": {}}, given=False),
    Holding("project_log", _of_project("project_log"), {"did": "", "left": "", "next": ""}, given=False),
    Holding("project_beyond", _of_project("project_beyond"), {"words": ""}, given=False),
    Holding("project_assessment", _of_project("project_assessment"), {"answers": {}}, given=False),
    Holding("project_review", _of_project("project_review"), {"missing": ""}, given=False),
    Holding("project_finding", _of_project("project_finding"), {"problem": "", "opinion": "", "decision": ""}, given=False),
    Holding("project_data", _of_project("project_data"), {"bad": []}, said={"sent_by": ["bad"]}, given=False),
    Holding("project", _customer("project"), {"name": "", "goal": "", "scope": "", "why": "", "overridden": "", "remark": ""}, said={"signed_by": ["remark"]}),
    Holding("licence", _customer("licence"), {"number": ""}),
    Holding("contract", _customer("contract"), {"scope": "", "number": "", "declined_why": "", "ended_why": ""}),
    Holding("renewal", _customer("renewal"), {"words": ""}),
    Holding("customer_loss", _customer("customer_loss"), {"words": ""}),
    Holding("first_visit", _first_visit, {"checks": {}, "notes": [], "why": ""}),
    Holding("document", _customer("document"), {"title": "", "sha256": ""}),
    Holding("need", _customer("need"), {"words": ""}, said={"said_by": ["words"]}),
    Holding("voice", _voice, {"words": "", "use": "", "files": []}),
    Holding("release_choice", _customer("release_choice"), {"words": ""}, said={"said_by": ["words"]}),
    Holding("site", _customer("site"), {"name": "", "address": ""}),
    Holding("account", _person()("account"), {"menu": "", "unreachable": ERASED}),
    Holding("person", _person("id")("person"), {"phone": "", "other_phones": "", "email": "", "organisation": "", "products": [], "skills": [], "staff_number": "", "photo_id": None, "active": False, "surveys": False}),
    Holding("customer", _customer("customer", "id"), {"address": "", "reseller": "", "lost_why": ""}),
)  # fmt: skip

# what else points at people, by number only: it tells nothing once they are erased
NUMBERS_ONLY = (
    "alert", "branch_report", "campaign", "clock", "delivered", "entry", "entry_version", "evaluation", "exam", "exam_question", "fee", "held_alert", "incident", "inspection",
    "leave", "live_chat", "person_role", "project_member", "project_shift", "qualification", "release", "report_acknowledgement", "requirement", "shift", "solution", "staff_group", "swap", "topic_thread",
)  # fmt: skip
# about nobody
NOBODY = (
    "churn_report", "digest", "error_code", "gap_check", "handover_check", "long_data", "module", "policy", "problem_subtype", "product", "project_template", "region", "release_fix", "replan", "report", "sentence_vector", "sign_of_life", "service_item", "survey", "training_course",
)  # fmt: skip
