"""Policies: what the companies do differently. Each has a default here; a row in the table overrides it.

Values are kept as text an administrator can write: `1h support`, `30m`, `3d`, `5`, `5%`. Whoever changes one for open
tickets too goes through `desk/administration.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal, length_words
from desk.calendars.time_limits import limit, sensible
from desk.events import Event
from desk.money import amount
from desk.policy_values import (
    apart,
    bounded,
    count,
    higher,
    interval,
    length,
    lengths,
    months,
    numbered,
    part,
    quiet,
    reads,
    receiver,
    roles,
    rungs,
    scope_unmapped,
    scope_waits,
    several,
    share,
    stops,
    whom,
    words,
    written,
)
from errors import BadInput
from i18n import N_, _, call_company
from store import Base, kept, rarely_changes

T = TypeVar("T")


class PolicyRow(Base):
    __tablename__ = "policy"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str]
    changed_at: Mapped[datetime]

    @property
    def ref(self) -> str:
        return f"policy:{self.key}"


rarely_changes(PolicyRow)


_ALL: list["Policy[Any]"] = []  # each as it is made, in their order


@dataclass(frozen=True)
class Policy(Generic[T]):
    key: str
    default: str
    read: Callable[[str], T]  # raises BadInput
    help: str

    def __post_init__(self) -> None:
        """Raises ValueError for a second one of its key."""
        if any(policy.key == self.key for policy in _ALL):
            raise ValueError(f"two policies {self.key}")
        _ALL.append(self)


FIRST_RESPONSE = Policy("clock.first_response", "30m support", limit, N_("A specialist has taken the ticket"))
REACTION = Policy(
    "duty.reaction",
    "10m",
    interval,
    N_("Whoever is given a ticket reacts within this time, or the manager is told (HOT-2)"),
)
RECEIVES = Policy(
    "duty.receives",
    "duty",
    receiver,
    N_("Who gets what comes in: who is on duty, or by problem type who is at work (HOT-1, HOT-8)"),
)
CALL_BACK = Policy("clock.call_back", "1h support", limit, N_("The customer hears from a person (HOT-4)"))
ACCEPTANCE = Policy(
    "clock.acceptance", "30m support", limit, N_("An engineer accepts a dispatch order (DIS-2)")
)
ARRIVAL = Policy(
    "clock.arrival", "4h 8h 24h 24h calendar", limit, N_("An engineer is on site, by fault level (DIS-3)")
)
NEXT_NEWS = Policy(
    "clock.next_news",
    "1h calendar",
    limit,
    N_("In an emergency the customer hears again within this time, unless another one is named (SLA-6)"),
)
RESTORED = Policy(
    "clock.restored",
    "4h 8h 24h 24h calendar",
    limit,
    N_("Service is restored by a way round that works, by fault level (SLA-5)"),
)
RESTORED_UP_TO = Policy(
    "clock.restored_up_to", "2", count, N_("Fault levels up to this one have that time limit (SLA-5)")
)
RESOLUTION = Policy("clock.resolution", "1h support", limit, N_("Solved in chat, if no visit is needed"))
PROMISED_AGAIN = Policy(
    "clock.promised_again",
    "1h 4h 1d",
    lengths,
    N_(
        "In support hours: the new time a customer is told when a promise to them was broken, once for each of these; then none is named (HOT-4)"
    ),
)
COMPLAINT_RESPONSE = Policy(
    "clock.complaint_response", "3h support", limit, N_("A complaint is answered (COM-3)")
)
COMPLAINT_VERIFICATION = Policy(
    "clock.complaint_verification",
    "1wd",
    limit,
    N_("The customer is asked whether a complaint is settled (COM-4)"),
)
HEADQUARTERS = Policy(
    "clock.headquarters_feedback", "1wd", limit, N_("Headquarters hears what came of its complaint (COM-5)")
)
COMPLAINT_ASK_AGAIN = Policy(
    "complaint.ask_again",
    "4h",
    length,
    N_("In support hours: after how long a customer is asked again whether a complaint is settled (COM-4)"),
)
COMPLAINT_CALL = Policy(
    "complaint.call",
    "1h",
    length,
    N_(
        "In support hours: the general manager calls a key customer who complains within this time, and is reminded at this interval (COM-3)"
    ),
)
MEASURE_REMIND = Policy(
    "complaint.measure_reminder", "1d", length, N_("Reminder ahead of the day of a measure (COM-5)")
)
DAY_AND_NIGHT = Policy(
    "clock.day_and_night", "2", count, N_("Fault levels up to this one do not wait for support hours")
)
STOPS_IN = Policy(
    "clock.stops_in",
    "waiting_customer suspended",
    stops,
    N_("Ticket states in which clocks stand still (SLA-2)"),
)
WARN_BEFORE = Policy(
    "clock.warn_before",
    "15m 5m",
    lengths,
    N_("Warnings ahead of a time limit; of several the last reaches the next one up too (SLA-1)"),
)
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
    rungs,
    N_("Who is alerted, one after the other (SLA-3)"),
)
COMPLAINT_LADDER = Policy(
    "alert.complaint_ladder",
    "quality_supervisor general_manager",
    rungs,
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
IMPORT_SIZE = Policy(
    "desk.import_size", "5", count, N_("Megabytes that a table sent in chat may have (KB-6)")
)
LONGEST_STEP = Policy(
    "desk.longest_step",
    "30",
    several,
    N_("Seconds that one message may take; then it is set aside, and a desk that hangs is restarted"),
)
PIECES_WAIT = Policy(
    "desk.pieces_wait",
    "4",
    count,
    N_(
        "Seconds that a greeting, a bare picture or a few words wait for the rest; 0: they are answered at once (INT-1)"
    ),
)
CLAIM_VALID = Policy(
    "desk.sign_in_valid",
    "30m",
    interval,
    N_("How long a code is good by which somebody proves who they are, in chat or by a call (CUS-4)"),
)
CLAIMS = Policy(
    "desk.sign_in_tries",
    "3",
    count,
    N_(
        "How often in a day a code is sent to somebody, or they are called, because someone claims to be them"
    ),
)
WEB_GUESTS = Policy(
    "desk.web_guests",
    "30",
    count,
    N_("How many may come into the web chat in an hour without an invite; 0: nobody"),
)
MESSAGES_AN_HOUR = Policy(
    "limit.messages",
    "300",
    several,
    N_(
        "Messages of one person; what is more waits for the next hour, and of people nobody knows is not read"
    ),
)
FILES_AN_HOUR = Policy("limit.files", "100", several, N_("Files of one person"))
TICKETS_AN_HOUR = Policy(
    "limit.tickets", "10", several, N_("Tickets of one person; what is more is added to the one that is open")
)
COMPLAINTS_AN_HOUR = Policy(
    "limit.complaints",
    "3",
    several,
    N_("Complaints of one person; what is more is added to the one that is open"),
)
EMERGENCIES_AN_HOUR = Policy(
    "limit.emergencies",
    "2",
    count,
    N_(
        "Emergency calls for people nobody knows, all together; beyond, those on duty look at the ticket first"
    ),
)
SCOPE_WAITS_FROM = Policy(
    "scope.waits_from_level",
    "3",
    count,
    N_(
        "From this fault level on, a request that is not plainly in scope waits until that is settled (SCO-3)"
    ),
)
SCOPE_WAITS = Policy(
    "scope.waits",
    "unknown out over",
    scope_waits,
    N_(
        "What waits: unknown (cannot tell), out (not in scope), over (the service period has ended), prospect (not a customer yet)"
    ),
)
SCOPE_UNMAPPED = Policy(
    "scope.unmapped",
    "in",
    scope_unmapped,
    N_(
        "A request that no item of the catalogue of services is about, within a service period: in, or unknown (SCO-1)"
    ),
)
SCOPE_DECIDER = Policy(
    "scope.decider",
    "service_manager",
    roles,
    N_("Who decides what nobody can tell to be in scope or not (SCO-1)"),
)
SCOPE_DECISION = Policy(
    "scope.decision", "4h support", limit, N_("It is decided whether a request is in scope (SCO-1)")
)
SCOPE_SALES = Policy(
    "scope.sales", "1wd", limit, N_("Sales have talked with the customer about what is not in scope (SCO-2)")
)
SCOPE_LADDER = Policy(
    "scope.ladder",
    "sales_head general_manager",
    roles,
    N_("Who hears, one after the other, that nobody has settled the scope of a request in time"),
)
SCOPE_STANDS = Policy(
    "scope.stands", "90d", interval, N_("How long a request stands that a customer wants later (SCO-2)")
)
QUOTE_VALID = Policy("scope.offer_valid", "14d", interval, N_("How long an offer is valid (SCO-2)"))
FREE_UP_TO = Policy(
    "scope.free_up_to",
    "0",
    amount,
    N_("What is given free by sales alone up to this list price; more needs a second signature (SCO-2)"),
)
DISCOUNT_UP_TO = Policy(
    "scope.discount_up_to",
    "20%",
    part,
    N_("A discount above this share of the list price needs a second signature (SCO-2)"),
)
OFFER_UP_TO = Policy(
    "scope.offer_up_to", "20000", amount, N_("An offer of more than this needs a second signature (SCO-2)")
)
FEE_INVOICE = Policy(
    "scope.invoice", "3d", interval, N_("After the work an agreed fee is invoiced within this time (SCO-9)")
)
FEE_PAYMENT = Policy("scope.payment", "30d", interval, N_("An invoiced fee is paid within this time (SCO-9)"))
FEE_REMIND = Policy(
    "scope.fee_reminder", "7d", interval, N_("Sales are reminded of a late fee at this interval (SCO-9)")
)
READS = Policy(
    "access.regions",
    "own",
    reads,
    N_("Which tickets and customers staff with a region read: own (and whatever they take part in) or all"),
)
INCIDENT_WITHIN = Policy("incident.within", "30m", interval, N_("The time within which they must report it"))
VISIT_LENGTH = Policy("visit.length", "2h", interval, N_("How long a visit is expected to take (DIS-3)"))
VISIT_TRAVEL = Policy("visit.travel", "1h", length, N_("Travel time to a customer, and between two (DIS-3)"))
VISIT_REMIND = Policy(
    "visit.reminders", "1d 1h", lengths, N_("Reminders of an appointment, to both sides (DIS-3)")
)
CONFIRM_REMIND = Policy(
    "ticket.confirm_reminder", "1d", length, N_("Reminder to say whether it is solved (TIC-3)")
)
CONFIRM_CLOSE = Policy(
    "ticket.confirm_close", "3d", length, N_("How long after the reminder a ticket closes without an answer")
)
CHASE = Policy(
    "ticket.chase",
    "1d 2d",
    lengths,
    N_(
        "Reminders to a customer for whom a ticket waits, one after the other; then whoever has it is asked to call (INT-13)"
    ),
)
CHASE_CALL = Policy(
    "ticket.chase_call",
    "1d",
    interval,
    N_(
        "After the last reminder: how often whoever has the ticket is asked to call, until somebody goes on with it (INT-13)"
    ),
)
CHAT_QUIET = Policy(
    "ticket.chat_quiet",
    "30m",
    interval,
    N_("When nobody has written for so long, a chat between staff and customer is over (HOT-10)"),
)
REPEAT_WITHIN = Policy(
    "ticket.repeat_within",
    "30d",
    interval,
    N_("The same problem of a customer again within this time is a repeat (TIC-5)"),
)
FIRST_CONTACT = Policy(
    "figures.first_contact",
    "1h",
    interval,
    N_(
        "In support hours: what is solved within this time of being taken counts as solved at the first contact (STA-1)"
    ),
)
REOPEN_WITHIN = Policy(
    "ticket.reopen_within", "30d", length, N_("How long a customer can reopen a closed ticket")
)
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
    N_("Who is asked of several contacts: main, last (who reported last) or turn (one after the other)"),
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
SERVICE_CODE = Policy(
    "customer.service_code",
    "NE-{seq:05}",
    numbered,
    N_("The service code that a new customer gets; {seq} is the running number (CUS-6)"),
)
RENEWAL_BEFORE = Policy(
    "renewal.before",
    "60d 30d 7d",
    lengths,
    N_("How long before the end of a service period sales ask whether the customer renews (SCO-5)"),
)
RENEWAL_AFTER = Policy(
    "renewal.after",
    "30d 7d",
    lengths,
    N_("How long after the end they are asked again; then the contract has lapsed (SCO-5)"),
)
FEEDBACK_REMIND = Policy(
    "survey.feedback_reminder",
    "3d",
    interval,
    N_(
        "Whoever has praise, an opinion or a suggestion is reminded at this interval until it is answered (VIS-8)"
    ),
)
KB_CONFIRMATIONS = Policy(
    "kb.confirmations",
    "3",
    count,
    N_("Customers who must confirm a wording before it is searched; 0: only an editor's yes (KB-4)"),
)
KB_REVIEW = Policy("kb.review_after", "365d", length, N_("After how long an entry is to be reviewed (KB-5)"))
KB_STALE = Policy(
    "kb.stale_after", "365d", length, N_("After how long without helping anybody an entry is stale")
)
KB_FAILING = Policy(
    "kb.failing_from", "3", count, N_("After how many “not solved” an entry is flagged (KB-5)")
)
KB_WRONG = Policy(
    "kb.wrong_answers", "5%", share, N_("Highest share of wrong answers among those given at once (KB-3)")
)
KB_WINDOW = Policy("kb.failing_within", "90d", length, N_("How far back failures are counted"))

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

COMPANY_NAME = Policy("company.name", "-", words, N_("The company's name, as customers read it"))
COMPANY_NAME_EN = Policy("company.name_en", "-", words, N_("The same in English"))
COMPANY_ABOUT = Policy("company.about", "-", words, N_("What the company does, in a sentence"))
COMPANY_ABOUT_EN = Policy("company.about_en", "-", words, N_("The same in English"))
COMPANY_ADDRESS = Policy("company.address", "-", words, N_("The company's address"))
COMPANY_ADDRESS_EN = Policy("company.address_en", "-", words, N_("The same in English"))
COMPANY_SUPERVISION = Policy(
    "company.supervision", "-", words, N_("The number of the supervisor, for complaints (INT-14)")
)
COMPANY_GREETING = Policy(
    "company.greeting",
    "-",
    words,
    N_("How customers are greeted; {hello} is the time of day, {company} the company or branch (INT-12)"),
)
COMPANY_GREETING_EN = Policy("company.greeting_en", "-", words, N_("The same in English"))
COMPANY_BRANCHES = Policy(
    "company.branches",
    "-",
    words,
    N_("Names of branches by region, like: East=Shanghai branch; South=… (INT-12)"),
)
COMPANY_TELEPHONE = Policy(
    "company.telephone", "-", words, N_("The telephone number that customers may call")
)

KEEP_RAW = Policy(
    "privacy.raw", "30d", interval, N_("After how long the raw messages in and out lose their words")
)
KEEP_FILES = Policy(
    "privacy.files",
    "never",
    lengths,
    N_("How long after a ticket is closed its files are deleted; never: they are kept"),
)
KEEP_WORDS = Policy(
    "privacy.words",
    "never",
    lengths,
    N_("How long after a ticket is closed its words are deleted; never: they are kept"),
)

ALL = tuple(_ALL)
LENGTHS = (length, lengths, interval)


async def value(session: AsyncSession, policy: Policy[T]) -> T:
    """What is in force now, for the rest of this transaction."""
    return policy.read((await chosen(session)).get(policy.key, policy.default))


async def chosen(session: AsyncSession) -> Mapping[str, str]:
    """What an administrator has set; the others have their defaults."""
    return await kept(session, _chosen)


async def _chosen(session: AsyncSession) -> Mapping[str, str]:
    found = {row.key: row.value for row in await session.execute(select(PolicyRow.key, PolicyRow.value))}
    both = COMPANY_NAME, COMPANY_NAME_EN
    chinese, english = [each.read(found.get(each.key, each.default)) for each in both]
    call_company(chinese, english)
    return found


def named(key: str) -> Policy[Any]:
    """Raises BadInput for an unknown one."""
    policy = next((p for p in ALL if p.key == key), None)
    if policy is None:
        raise BadInput(_("There is no policy {key}.").format(key=key))
    return policy


async def change(session: AsyncSession, key: str, text: str, now: datetime, by: int | None = None) -> bool:
    """Whether it is another value than before. Raises BadInput for an unknown policy or a value that cannot be meant."""
    policy, text = named(key), " ".join(text.split())
    policy.read(text)
    text = length_words.plain(text) if policy.read is limit else written(policy.read, text)
    if policy.read in LENGTHS:
        bounded(text)
    if policy.read is limit:
        sensible(text)
    before = (await chosen(session)).get(key, policy.default)
    if text == before:
        return False
    await _check_order(session, policy, text)
    row = await session.merge(PolicyRow(key=key, value=text, changed_at=now))
    await journal.write(session, row, Event.POLICY_CHANGED, by=by, now=now, before=before, after=text)
    return True


async def _check_order(session: AsyncSession, policy: Policy[Any], text: str) -> None:
    """The first stage of use ends before the second one."""
    if policy in (FIRST_MONTHS, SECOND_MONTHS):
        first, second = [
            count(text) if each is policy else await value(session, each)
            for each in (FIRST_MONTHS, SECOND_MONTHS)
        ]
        if first > second:
            raise BadInput(
                _("Monthly up to {first} months, every two up to {second}: out of order.").format(
                    first=first, second=second
                )
            )
