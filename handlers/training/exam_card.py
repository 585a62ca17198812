"""The card of somebody who may take an exam: what it is, how it stands, begin, go on, hand in (TRN-3)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.people import Person
from desk.training import attempts, certificates
from desk.training.attempt import Attempt, AttemptState
from desk.training.exams import CandidateState, Exam, ExamCandidate
from handlers.chat.cards import button
from handlers.chat.message import Button, Message
from handlers.training import exam_formatting
from i18n import _, dated, moment
from i18n.joining import labelled


@dated
async def for_candidate(
    session: AsyncSession, row: ExamCandidate, viewer: Person, now: datetime, lead: str = ""
) -> Message:
    exam = await session.get_one(Exam, row.exam_id)
    before = await attempts.of_candidate(session, row)
    last = before[-1] if before else None
    lines = [*([lead, ""] if lead else []), *exam_formatting.rule(exam)]
    if last is not None and last.is_underway:
        until = moment(last.ends_at, now)
        done = _("{n} of {total} answered, until {time}.").format(
            n=len(last.answers), total=len(last.paper), time=until
        )
        lines += [labelled(last.number, done)]
    elif last is not None:
        lines += [last.number, *await exam_formatting.result(session, last, exam, row, now)]
    if row.state is CandidateState.INVITED and (last is None or last.state is AttemptState.DONE):
        lines += [exam_formatting.left(exam, before), _("The time runs from the moment you begin.")]
    rows = _rows(exam, row, last, now) if row.person_id == viewer.id else []
    paper = await certificates.of_attempt(session, last.id) if last is not None and last.passed else None
    rows += (
        [[button(_("📄 Certificate"), "certificate", paper.id)]]
        if paper and row.person_id == viewer.id
        else []
    )
    return Message(viewer.id, "\n".join(lines), title=exam_formatting.title(exam), rows=rows, card=row.ref)


def _rows(exam: Exam, row: ExamCandidate, last: Attempt | None, now: datetime) -> list[list[Button]]:
    if last is not None and last.is_underway:
        return [
            [button(_("▶ Go on"), "begin_exam", row.id), button(_("🏁 Hand in"), "hand_in_exam", last.id)]
        ]
    if row.state is not CandidateState.INVITED or (last is not None and last.state is AttemptState.MARKING):
        return []
    if last is not None and attempts.resit_at(exam, last) > now:
        return []
    return [[button(_("▶ Begin") if last is None else _("▶ Try again"), "begin_exam", row.id)]]
