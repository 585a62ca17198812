"""What is kept of a complaint, from its receipt to the archive (COM-1 to COM-5). Its rules are in `desk/complaints/process.py`.

    received ─▶ with the department ─▶ answered ─▶ closed
        │                                  └▶ at headquarters ─▶ closed
        └▶ outside what was promised: explained and closed      (what headquarters has forwarded is reported back first)

Each complaint has a ticket of its own, which carries its clocks and all that is said; they share their number.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from desk.people import Role
from i18n import N_
from i18n.joining import one_line
from store import Base, Due, Versioned


class ComplaintState(StrEnum):
    RECEIVED = "received"
    HANDLING = "handling"
    ANSWERED = "answered"
    HEADQUARTERS = "headquarters"
    REPORTING = "reporting"
    CLOSED = "closed"


MOVES: dict[ComplaintState, set[ComplaintState]] = {
    ComplaintState.RECEIVED: {ComplaintState.HANDLING, ComplaintState.REPORTING, ComplaintState.CLOSED},
    ComplaintState.HANDLING: {
        ComplaintState.HANDLING,
        ComplaintState.ANSWERED,
        ComplaintState.REPORTING,
        ComplaintState.CLOSED,
    },
    ComplaintState.ANSWERED: {ComplaintState.HEADQUARTERS, ComplaintState.REPORTING, ComplaintState.CLOSED},
    ComplaintState.HEADQUARTERS: {ComplaintState.REPORTING, ComplaintState.CLOSED},
    ComplaintState.REPORTING: {ComplaintState.CLOSED},
    ComplaintState.CLOSED: set(),
}
STATE_NAMES = {
    ComplaintState.RECEIVED: N_("to be confirmed"),
    ComplaintState.HANDLING: N_("with the department"),
    ComplaintState.ANSWERED: N_("answered, to be verified"),
    ComplaintState.HEADQUARTERS: N_("at headquarters"),
    ComplaintState.REPORTING: N_("to be reported back to headquarters"),
    ComplaintState.CLOSED: N_("closed"),
}


class ComplaintSource(StrEnum):
    """How it reached us (COM-1)."""

    CUSTOMER = "customer"
    STAFF = "staff"
    HEADQUARTERS = "headquarters"
    SURVEY = "survey"


SOURCE_NAMES = {
    ComplaintSource.CUSTOMER: N_("from the customer"),
    ComplaintSource.STAFF: N_("handed over by a colleague"),
    ComplaintSource.HEADQUARTERS: N_("forwarded by headquarters"),
    ComplaintSource.SURVEY: N_("from a survey"),
}


class Department(StrEnum):
    """The responsible department; its head is the holder of the role: of several roles the first that anybody has."""

    SERVICE = "service"
    SALES = "sales"
    DEVELOPMENT = "development"
    TRAINING = "training"
    CONSULTING = "consulting"
    ACCOUNTS = "accounts"


DEPARTMENT_NAMES = {
    Department.SERVICE: N_("service department"),
    Department.SALES: N_("sales department"),
    Department.DEVELOPMENT: N_("R&D department"),
    Department.TRAINING: N_("training department"),
    Department.CONSULTING: N_("implementation department"),
    Department.ACCOUNTS: N_("customer relations"),
}
DEPARTMENT_HEADS = {
    Department.SERVICE: (Role.SERVICE_MANAGER,),
    Department.SALES: (Role.SALES_MANAGER,),
    Department.DEVELOPMENT: (Role.DEVELOPER,),
    Department.TRAINING: (Role.TRAINER,),
    Department.CONSULTING: (Role.IMPLEMENTATION_HEAD, Role.CONSULTANT),
    Department.ACCOUNTS: (Role.ACCOUNT_MANAGER,),
}


class Cause(StrEnum):
    """One list for all, so that they can be counted (COM-3)."""

    SLOW = "slow"
    UNSOLVED = "unsolved"
    REPEAT = "repeat"
    ATTITUDE = "attitude"
    PROMISE = "promise"
    PRODUCT = "product"
    FEES = "fees"
    OUTSIDE = "outside"
    OTHER = "other"


CAUSE_NAMES = {
    Cause.SLOW: N_("too slow"),
    Cause.UNSOLVED: N_("not solved properly"),
    Cause.REPEAT: N_("the same fault again"),
    Cause.ATTITUDE: N_("manner of our staff"),
    Cause.PROMISE: N_("promise not kept"),
    Cause.PRODUCT: N_("fault of the product"),
    Cause.FEES: N_("fees or contract"),
    Cause.OUTSIDE: N_("outside our influence"),
    Cause.OTHER: N_("something else"),
}


class Measure(StrEnum):
    """What the customer gets (COM-3)."""

    RENEWED_SERVICE = "renewed_service"
    APOLOGY = "apology"
    COMPENSATION = "compensation"


MEASURE_NAMES = {
    Measure.RENEWED_SERVICE: N_("renewed service"),
    Measure.APOLOGY: N_("apology"),
    Measure.COMPENSATION: N_("compensation"),
}


class Complaint(Due, Base, Versioned):
    """`due_at`: the customer is asked again whether it is settled; at headquarters, the next date."""

    __tablename__ = "complaint"

    id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True, autoincrement=False)
    state: Mapped[ComplaintState] = mapped_column(default=ComplaintState.RECEIVED, index=True)
    source: Mapped[ComplaintSource] = mapped_column(default=ComplaintSource.CUSTOMER)
    reference: Mapped[str] = mapped_column(String(80), default="")  # headquarters' own number
    about_ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    region: Mapped[str] = mapped_column(default="")
    product: Mapped[str] = mapped_column(String(20), default="")
    description: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(index=True)
    received_by: Mapped[int | None] = mapped_column(
        ForeignKey("person.id")
    )  # the colleague who handed it over
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    valid: Mapped[bool | None]  # only what is counts (COM-2)
    explanation: Mapped[str] = mapped_column(default="")  # to the customer, of what is not valid
    department: Mapped[Department | None]
    named_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id")
    )  # the person it is about, as the customer says
    comment_asked_at: Mapped[datetime | None]
    comment: Mapped[str] = mapped_column(default="")  # of the person it is about, if asked
    cause: Mapped[Cause | None]
    cause_words: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)  # found responsible
    measure: Mapped[Measure | None]
    answer: Mapped[str] = mapped_column(default="")  # to the customer
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[int | None] = mapped_column(
        ForeignKey("person.id")
    )  # the customer, or who asked them
    resolved: Mapped[bool | None]  # as verified; None: the customer could not be reached
    verdict: Mapped[str] = mapped_column(default="")
    headquarters_at: Mapped[datetime | None]
    settled: Mapped[bool | None]  # how it ended at headquarters
    reported_at: Mapped[datetime | None]  # back to headquarters (COM-5)
    withdrawn_at: Mapped[datetime | None]
    at_once_at: Mapped[datetime | None]  # since when it needs an answer at once (COM-8)
    closed_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"complaint:{self.id}"

    @property
    def number(self) -> str:
        """What people call it: C-1042."""
        return f"C-{1000 + self.id}"

    @property
    def title(self) -> str:
        return one_line(self.description, 40)

    @property
    def concerned(self) -> set[int]:
        """The people it is about: they do not read it."""
        return {number for number in (self.named_id, self.person_id) if number}
