"""Who hears of a qualification: the colleague it is about; its end also the managers (TRN-6)."""

from desk.people import Person
from desk.qualifications import Qualification
from handlers.chat.message import Message, Priority
from handlers.notices.notice import Notice, managers, to
from handlers.training import qualifications
from i18n import N_, _

_N_GIVEN = N_("🎖 You are qualified: {what}")
_N_ENDS = N_(
    "🎖 Your qualification ends soon: {what}. It is renewed by passing the exam again, or by a manager."
)
_N_ENDED = N_(
    "🎖 Your qualification has ended: {what}. It is renewed by passing the exam again, or by a manager."
)
_N_WITHDRAWN = N_("🎖 This qualification was withdrawn: {what}. Your manager can tell you why.")
_N_OF_OTHERS = N_("🎖 A qualification has ended: {name} · {what}")


async def given(notice: Notice) -> list[Message]:
    return await _own(notice, _N_GIVEN)


async def ends(notice: Notice) -> list[Message]:
    return await _own(notice, _N_ENDS)


async def ended(notice: Notice) -> list[Message]:
    """The managers, too: they send people."""
    row, person = await _row(notice)
    told = await _own(notice, _N_ENDED)
    for reader in await managers(notice):
        if reader.id == person.id:
            continue
        with to(reader):
            text = _(_N_OF_OTHERS).format(name=person.name, what=qualifications.told(row))
            told.append(Message(reader.id, text, priority=Priority.NOTICE))
    return told


async def withdrawn(notice: Notice) -> list[Message]:
    return await _own(notice, _N_WITHDRAWN)


async def _row(notice: Notice) -> tuple[Qualification, Person]:
    row = await notice.session.get_one(Qualification, notice.entry.record_id)
    return row, await notice.session.get_one(Person, row.person_id)


async def _own(notice: Notice, text: str) -> list[Message]:
    row, person = await _row(notice)
    if not person.active:
        return []
    with to(person):
        words = _(text).format(what=qualifications.told(row))
        return [Message(person.id, words, priority=Priority.NOTICE)]
