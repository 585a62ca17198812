"""What was answered to a survey: counts, means, and the answers themselves as a table (VIS-6)."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.customers import Customer
from desk.people import Person
from desk.surveys.forms import Form, FormQuestion, QuestionKind
from desk.surveys.visit_backs import VisitBack


@dataclass
class Tally:
    """The answers to one question; of words and pictures only how many."""

    question: FormQuestion
    answers: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        return self.answers.total()

    @property
    def figures(self) -> dict[str, Any]:
        """For other programs: how many, their mean, and how often each answer was given."""
        by_answer = {key: n for key, n in sorted(self.answers.items()) if key}
        return {"count": self.count, "mean": self.mean, "answers": by_answer}

    @property
    def mean(self) -> float | None:
        """Of a scale; None without answers."""
        if self.question.kind is not QuestionKind.SCALE or not self.count:
            return None
        return sum(int(score) * n for score, n in self.answers.items()) / self.count


@dataclass(frozen=True)
class Answered:
    """One answered survey."""

    customer: str
    contact: str
    at: datetime
    by_phone: bool
    answers: dict[str, Any]


async def each(session: AsyncSession, *those: ColumnElement[bool]) -> AsyncIterator[Answered]:
    """The visit-backs that are answered, oldest first, a few at a time."""
    query = (
        select(Customer.name, Person.name, VisitBack.answered_at, VisitBack.answered_by, VisitBack.answers)
        .join(Person, Person.id == VisitBack.contact_id)
        .outerjoin(Customer, Customer.id == VisitBack.customer_id)
        .where(VisitBack.answered_at.is_not(None), *those)
        .order_by(VisitBack.answered_at, VisitBack.id)
    )
    async for customer, contact, at, by, answers in await session.stream(query):
        yield Answered(customer or "", contact, at, by is not None, answers)


async def tallies(session: AsyncSession, form: Form, *those: ColumnElement[bool]) -> Sequence[Tally]:
    """Question by question."""
    found = [Tally(question) for question in form.questions]
    async for one in each(session, *those):
        for tally in found:
            answer = one.answers.get(tally.question.id, "")
            if answer != "":
                tally.answers[_key(tally.question, answer)] += 1
    return found


def _key(question: FormQuestion, answer: Any) -> str:
    if question.kind in (QuestionKind.WORDS, QuestionKind.PHOTO):
        return ""
    return {True: "yes", False: "no"}.get(answer, str(answer)) if isinstance(answer, bool) else str(answer)
