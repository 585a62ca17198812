"""Certificates: given by a pass, with a number that cannot be guessed; the person who has the number can verify it (TRN-3).

What stands on it is what was true on its day: a person who is renamed later keeps it as it is.
"""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256

from dateutil.relativedelta import relativedelta
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from desk import journal
from desk.events import Event
from desk.files import File
from desk.people import Person
from desk.qualifications import Qualification
from desk.training.attempt import Attempt
from desk.training.courses import Course
from desk.training.exams import Exam
from errors import Stale
from i18n import _, company_day
from store import Base

SIGNS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that looks like another
LENGTH = 16  # signs: 78 bits
LONGEST = 60  # characters of what is asked for


class Certificate(Base):
    __tablename__ = "certificate"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("training_course.id"), index=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("exam_attempt.id"), index=True)
    name: Mapped[str]
    course: Mapped[str]
    course_en: Mapped[str] = mapped_column(default="")
    issued_on: Mapped[date]
    valid_until: Mapped[date | None]
    revoked_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"))  # the document, as it was issued
    sha256: Mapped[str] = mapped_column(String(64), default="", server_default="")  # of it

    @property
    def ref(self) -> str:
        return f"certificate:{self.id}"

    @property
    def shown(self) -> str:
        """`C-ABCD-EFGH-JKMN-PQRS`"""
        return "C-" + "-".join(self.number[at : at + 4] for at in range(0, LENGTH, 4))

    def is_valid(self, today: date) -> bool:
        return self.revoked_at is None and (self.valid_until is None or today <= self.valid_until)


async def issue(session: AsyncSession, attempt: Attempt, exam: Exam, now: datetime) -> Certificate:
    person = await session.get_one(Person, attempt.person_id)
    course = await session.get_one(Course, exam.course_id)
    today = company_day(now)
    row = Certificate(
        number="".join(secrets.choice(SIGNS) for _sign in range(LENGTH)), person_id=person.id, course_id=course.id,
        attempt_id=attempt.id, name=person.name, course=course.name, course_en=course.name_en, issued_on=today, why="",
        valid_until=today + relativedelta(months=course.valid_months) if course.valid_months else None,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    await journal.write(session, row, Event.CERTIFICATE_ISSUED, by=None, now=now)
    return row


async def by_number(session: AsyncSession, text: str) -> Certificate | None:
    """However it is written; None for what is no number, too."""
    plain = "".join(sign for sign in text[:LONGEST].upper() if sign.isascii() and sign.isalnum())
    number = plain[1:] if len(plain) == LENGTH + 1 and plain[0] == "C" else plain
    found: Certificate | None = await session.scalar(select(Certificate).where(Certificate.number == number))
    return found


async def of_attempt(session: AsyncSession, attempt: int) -> Certificate | None:
    found: Certificate | None = await session.scalar(
        select(Certificate).where(Certificate.attempt_id == attempt)
    )
    return found


async def document(session: AsyncSession, row: Certificate) -> File | None:
    """The certificate as it was issued; None: not drawn yet, or not the same to the byte any more."""
    content = (
        await session.scalar(select(File.content).where(File.id == row.file_id)) if row.file_id else None
    )
    return await session.get(File, row.file_id) if content and is_issued(row, content) else None


def is_issued(row: Certificate, content: bytes) -> bool:
    """Whether these bytes are the document that was issued."""
    return bool(row.sha256) and sha256(content).hexdigest() == row.sha256


async def keep(session: AsyncSession, number: int, files: Sequence[File]) -> None:
    """Drawn for the first time, or again because what was kept had changed: from now on it is this."""
    row = await session.get_one(Certificate, number)
    row.file_id, row.sha256 = files[0].id, sha256(files[0].content or b"").hexdigest()


async def revoke(session: AsyncSession, row: Certificate, why: str, by: int | None, now: datetime) -> None:
    """It is verified as withdrawn from now on, and qualifies nobody. Raises Stale when it is already."""
    if row.revoked_at is not None:
        raise Stale(_("This certificate has been withdrawn already."))
    row.revoked_at, row.why = now, why
    given = Qualification.certificate_id == row.id, Qualification.withdrawn_at.is_(None)
    for each in (await session.scalars(select(Qualification).where(*given))).all():
        each.withdrawn_at, each.due_at = now, None
    await session.flush()
    await journal.write(session, row, Event.CERTIFICATE_REVOKED, by=by, now=now, why=why)


def initials(name: str) -> str:
    """`E. C.` of Emma Clarke, `王＊` of 王丽: enough to compare, too little to learn."""
    words = name.split()
    if not words:
        return "＊"
    if words[0][0].isascii():
        return " ".join(f"{word[0].upper()}." for word in words)
    rest = sum(len(word) for word in words) - 1
    return words[0][0] + "＊" * max(rest, 1)
