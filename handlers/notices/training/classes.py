"""Who hears of a class: trainees of their seat, their place on the list and every change; the trainer of what is to be done (TRN-2)."""

from collections.abc import Sequence
from dataclasses import replace

from desk.people import Person, account_of
from desk.training import enrolment
from desk.training.classes import TrainingClass
from desk.training.enrolment import IN_IT, Enrolment, EnrolmentState
from handlers.chat.message import Message, Priority
from handlers.dispatch import calendar_file
from handlers.notices.notice import Notice, cards_for, managers, to
from handlers.training import card, formatting
from i18n import N_, _

_N_LAPSED = N_("The time for this place is over.")
_N_CLOSED = N_("Registration has closed, and no place has fallen free. /learning shows the next classes.")
_N_REMINDER = N_("A little reminder of your class:")
_N_CONFIRMED = N_("Your class takes place:")
_N_FEW = N_("Fewer have registered than are needed. Hold it all the same, move it, or cancel it?")
_N_MOVED = N_("Your class has moved ({why}). Do you still come?")
_N_YOURS = N_("This class is yours to teach now.")


async def _class(notice: Notice) -> TrainingClass:
    return await notice.session.get_one(TrainingClass, notice.entry.record_id)


async def _row(notice: Notice) -> tuple[Enrolment, TrainingClass]:
    row = await notice.session.get_one(Enrolment, notice.entry.record_id)
    return row, await notice.session.get_one(TrainingClass, row.class_id)


async def trainers(notice: Notice, one: TrainingClass) -> list[Person]:
    """The person who teaches it, as long as they are here; else managers."""
    trainer = await notice.session.get_one(Person, one.trainer_id)
    return [trainer] if trainer.active else await managers(notice)


async def to_trainer(notice: Notice, one: TrainingClass, text: str = "", *, fresh: bool) -> list[Message]:
    async def made(person: Person) -> Message:
        shown = await card.for_trainer(notice.session, one, person, notice.now)
        return replace(shown, text=f"{_(text)}\n\n{shown.text}") if text else shown

    those = [p for p in await trainers(notice, one) if fresh or p.id != notice.entry.by]
    return await cards_for(those, made, fresh=fresh, quiet=not fresh, priority=Priority.NOTICE)


async def readers(notice: Notice, row: Enrolment) -> list[Person]:
    """The trainee; without a chat, the person who registered them."""
    for number in (row.person_id, row.by):
        person = await notice.person(number)
        if person is not None and person.active and await account_of(notice.session, person.id):
            return [person]
    return []


async def to_trainee(
    notice: Notice,
    one: TrainingClass,
    row: Enrolment,
    lead: str = "",
    *,
    fresh: bool = True,
    files: Sequence[int] = (),
) -> list[Message]:
    """`lead` as the catalogue has it: it is said in the reader's language."""

    async def made(person: Person) -> Message:
        head = _(lead).format(why=one.why) if lead else ""
        shown = await card.for_trainee(notice.session, one, row, person, notice.now, head)
        return replace(shown, priority=Priority.REPLY if person.id == notice.entry.by else Priority.NOTICE)

    return await cards_for(await readers(notice, row), made, fresh=fresh, quiet=not fresh, files=tuple(files))


async def opened(notice: Notice) -> list[Message]:
    return await to_trainer(notice, await _class(notice), fresh=False)


async def invited(notice: Notice) -> list[Message]:
    row, one = await _row(notice)
    person = await notice.session.get_one(Person, row.person_id)
    if not person.active or await account_of(notice.session, person.id) is None:
        return []
    with to(person):
        made = await card.for_trainee(
            notice.session, one, row, person, notice.now, _("There is a class for you:")
        )
    return [replace(made, fresh=True, priority=Priority.SURVEY)]


async def registered(notice: Notice) -> list[Message]:
    """With the calendar file, in the reader's language."""
    row, one = await _row(notice)
    files = [await calendar(notice, one, row)]
    return [*await to_trainee(notice, one, row, files=files), *await to_trainer(notice, one, fresh=False)]


async def calendar(notice: Notice, one: TrainingClass, row: Enrolment, *, cancelled: bool = False) -> int:
    """One event a sitting; a later file replaces it."""
    person = await notice.session.get_one(Person, row.person_id)
    with to(person):
        events = [
            calendar_file.Event(
                uid=f"training-class-{one.id}-{number}@kefu", sequence=one.sequence, starts_at=starts, ends_at=ends,
                title=await formatting.title(notice.session, one), place=one.place, words=one.bring, cancelled=cancelled,
            )
            for number, (starts, ends) in enumerate(one.times)
        ]  # fmt: skip
    file = calendar_file.file_of(events, notice.now)
    notice.session.add(file)
    await notice.session.flush()
    return file.id


async def waits(notice: Notice) -> list[Message]:
    row, one = await _row(notice)
    return [*await to_trainee(notice, one, row), *await to_trainer(notice, one, fresh=False)]


async def offered(notice: Notice) -> list[Message]:
    row, one = await _row(notice)
    told = await to_trainee(notice, one, row)
    return [*[replace(each, loud=True) for each in told], *await to_trainer(notice, one, fresh=False)]


async def lapsed(notice: Notice) -> list[Message]:
    row, one = await _row(notice)
    lead = _N_CLOSED if notice.entry.data.get("closed") else _N_LAPSED
    return [*await to_trainee(notice, one, row, lead), *await to_trainer(notice, one, fresh=False)]


async def gone(notice: Notice) -> list[Message]:
    """Cancelled, or passed on: the list of the trainer shows it; the actor has seen it."""
    row, one = await _row(notice)
    told = [] if notice.entry.by in (row.person_id, row.by) else await to_trainee(notice, one, row)
    return [*told, *await to_trainer(notice, one, fresh=False)]


async def comes(notice: Notice) -> list[Message]:
    _comes, one = await _row(notice)
    return await to_trainer(notice, one, fresh=False)


async def _each(notice: Notice, one: TrainingClass, lead: str, *states: EnrolmentState) -> list[Message]:
    messages = []
    for row in await enrolment.of_class(notice.session, one, *states):
        messages += await to_trainee(notice, one, row, lead)
    return messages


async def reminded(notice: Notice) -> list[Message]:
    one = await _class(notice)
    return await _each(notice, one, _N_REMINDER, EnrolmentState.REGISTERED)


async def confirmed(notice: Notice) -> list[Message]:
    one = await _class(notice)
    told = await _each(notice, one, _N_CONFIRMED, EnrolmentState.REGISTERED)
    return [*told, *await to_trainer(notice, one, fresh=notice.entry.by is not None)]


async def few(notice: Notice) -> list[Message]:
    """Fewer than the least number: the trainer decides."""
    one = await _class(notice)
    return await to_trainer(notice, one, _N_FEW, fresh=True)


async def moved(notice: Notice) -> list[Message]:
    """Everybody in it hears the new times and why, with a calendar file that replaces the old one."""
    one = await _class(notice)
    messages = []
    for row in await enrolment.of_class(notice.session, one, *IN_IT):
        files = [await calendar(notice, one, row)] if row.state is EnrolmentState.REGISTERED else []
        messages += await to_trainee(notice, one, row, _N_MOVED, files=files)
    return [*messages, *await to_trainer(notice, one, fresh=False)]


async def cancelled(notice: Notice) -> list[Message]:
    one = await _class(notice)
    messages = []
    for row in await enrolment.of_class(notice.session, one, *IN_IT):
        files = (
            [await calendar(notice, one, row, cancelled=True)]
            if row.state is EnrolmentState.REGISTERED
            else []
        )
        messages += await to_trainee(notice, one, row, files=files)
    return [*messages, *await to_trainer(notice, one, fresh=True)]


async def other_trainer(notice: Notice) -> list[Message]:
    """The one who teaches it now, and the trainees, without a sound."""
    one = await _class(notice)
    told = await _each(notice, one, "", EnrolmentState.REGISTERED)
    return [
        *await to_trainer(notice, one, _N_YOURS, fresh=True),
        *[replace(each, fresh=False) for each in told],
    ]


async def seats(notice: Notice) -> list[Message]:
    return await to_trainer(notice, await _class(notice), fresh=True)


async def roll_call(notice: Notice) -> list[Message]:
    one = await _class(notice)
    messages = []
    for person in await trainers(notice, one):
        with to(person):
            made = await card.roll_call(
                notice.session, one, int(notice.entry.data["sitting"]), person, notice.now
            )
            later = await card.for_trainer(notice.session, one, person, notice.now)
        messages += [
            replace(later, quiet=True),
            replace(made, fresh=True, loud=True, priority=Priority.NOTICE),
        ]
    return messages


async def finished(notice: Notice) -> list[Message]:
    return await to_trainer(notice, await _class(notice), fresh=True)
