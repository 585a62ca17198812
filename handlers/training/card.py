"""The card of a class: for the trainer with its list, for a trainee with their own place (TRN-1, TRN-2)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from desk.customers import Customer
from desk.people import Person
from desk.training import classes, enrolment, running, seats, waiting_list
from desk.training.classes import STATE_NAMES, ClassState, TrainingClass
from desk.training.enrolment import HAVE_SEAT, Enrolment, EnrolmentState
from handlers.chat.cards import button
from handlers.chat.message import Button, Message
from handlers.training import formatting
from i18n import _, dated, moment, ngettext
from i18n.joining import labelled, listed

SHOWN = 40  # names on one card
MARKS = {"present": "✅", "late": "🕘", "left": "🚪", "absent": "✖"}


@dated
async def for_trainer(session: AsyncSession, one: TrainingClass, viewer: Person, now: datetime) -> Message:
    """Its facts, who is in it, who waits, why nobody is offered a place, and what can be done next."""
    rows = await enrolment.of_class(session, one)
    seated = [row for row in rows if row.state in HAVE_SEAT]
    trainer = await session.get_one(Person, one.trainer_id)
    lines = [
        *await formatting.facts(session, one, now),
        _("💺 {taken} of {seats} seats, {least} at least").format(
            taken=len(seated), seats=one.seats, least=one.least
        ),
        formatting.until(one, now),
        *formatting.clash(await running.double_bookings(session, trainer, one.times, one.id), now),
        *await _names(session, _("Registered:"), seated),
        *await _waiting(session, one, rows, now),
        *await _silent(session, one, seated),
        *([labelled(_("Reason"), one.why)] if one.why else []),
    ]
    title = f"🎓 {await formatting.title(session, one)} · {_(STATE_NAMES[one.state])}"
    actions = _actions(one, now) if classes.keeps(viewer, one) else []
    return Message(viewer.id, "\n".join(lines), title=title, rows=actions, card=one.ref)


async def _names(session: AsyncSession, head: str, rows: list[Enrolment]) -> list[str]:
    shown = [await name(session, row) for row in rows[:SHOWN]]
    return ["", head, *(f"• {each}" for each in shown), *(["…"] if len(rows) > SHOWN else [])] if rows else []


async def name(session: AsyncSession, row: Enrolment) -> str:
    """With the company."""
    person = await session.get_one(Person, row.person_id)
    customer = await session.get(Customer, row.customer_id) if row.customer_id else None
    return " · ".join(filter(None, (person.name, customer.name if customer else "")))


async def _waiting(
    session: AsyncSession, one: TrainingClass, rows: list[Enrolment], now: datetime
) -> list[str]:
    offered = [row for row in rows if row.state is EnrolmentState.OFFERED]
    listed_ = [row for row in rows if row.state is EnrolmentState.WAITING]
    lines = await _names(session, _("Waiting:"), listed_)
    for row in offered:
        until = moment(row.offered_until or now, now)
        lines.append(
            _("⏳ {name} is offered a place until {time}").format(name=await name(session, row), time=until)
        )
    why = await waiting_list.why_none(session, one, now) if listed_ else None
    if why is not None:
        lines.append(_("No place is offered now: {why}.").format(why=_(seats.WHY_NAMES[why])))
    return lines


async def _silent(session: AsyncSession, one: TrainingClass, seated: list[Enrolment]) -> list[str]:
    """After a move: who has not said whether they still come."""
    if not one.sequence or not one.is_ahead:
        return []
    quiet = [row for row in seated if row.coming_at is None]
    names = [(await session.get_one(Person, row.person_id)).name for row in quiet[:SHOWN]]
    return [labelled(_("Have not answered yet"), listed(names))] if names else []


def _actions(one: TrainingClass, now: datetime) -> list[list[Button]]:
    n, v = one.id, one.version
    move = button(_("📅 Move"), "move_class", n, v)
    cancel = button(_("✖ Cancel the class"), "cancel_class", n, v)
    trainer = button(_("👩‍🏫 Other trainer"), "other_trainer", n, v)
    places = button(_("💺 Seats"), "class_seats", n, v)
    add = button(_("➕ Register somebody"), "add_trainees", n)
    exam = button(_("📝 Open an exam"), "class_exam", n)
    if one.state is ClassState.DRAFT:
        return [[button(_("📣 Open it"), "open_class", n, v)], [move, places], [trainer, cancel]]
    if one.is_ahead:
        hold = [[button(_("✅ It takes place"), "hold_class", n, v)]] if one.state is ClassState.OPEN else []
        return [*hold, [add, places], [move, trainer], [cancel]]
    if one.state is ClassState.RUNNING:
        calls = [
            button(_("🙋 Roll call {n}").format(n=at + 1), "roll_call", n, 0, at)
            for at in range(len(one.sittings))
        ]
        finish = [[button(_("🏁 Finish the class"), "finish_class", n, v)]] if now >= one.ends_at else []
        return [*(calls[at : at + 3] for at in range(0, len(calls), 3)), *finish, [exam, trainer]]
    if one.state is ClassState.FINISHED:
        return [[exam, button(_("🗄 Archive"), "archive_class", n, v)]]
    return []


async def roll_call(
    session: AsyncSession, one: TrainingClass, sitting: int, viewer: Person, now: datetime
) -> Message:
    """Names as buttons: each press goes on from present to late, left early, absent."""
    rows = await enrolment.of_class(session, one, *HAVE_SEAT)
    buttons = [await _mark(session, row, sitting) for row in rows]
    starts, ends = one.times[sitting]
    text = _("Who is there? Press a name: ✅ present, 🕘 late, 🚪 left early, ✖ absent.")
    all_here = (
        [[button(_("✅ All the others are present"), "all_present", one.id, 0, sitting)]] if rows else []
    )
    return Message(
        viewer.id,
        f"{formatting.span(starts, ends, now)}\n{text}" if rows else _("Nobody is registered."),
        title=f"🙋 {await formatting.title(session, one)}",
        rows=[*(buttons[at : at + 2] for at in range(0, len(buttons), 2)), *all_here],
        card=f"roll_call:{one.id}:{sitting}",
    )


async def _mark(session: AsyncSession, row: Enrolment, sitting: int) -> Button:
    person = await session.get_one(Person, row.person_id)
    mark = MARKS.get(row.attended.get(str(sitting), ""), "▫️")
    return button(f"{mark} {person.name}", "mark_trainee", row.id, 0, sitting)


async def for_trainee(
    session: AsyncSession,
    one: TrainingClass,
    mine: Enrolment | None,
    viewer: Person,
    now: datetime,
    lead: str = "",
) -> Message:
    """The class and their own place in it; of a colleague whom they registered, with the name."""
    lines = [*([lead, ""] if lead else []), *await formatting.facts(session, one, now)]
    course = await formatting.course_of(session, one)
    if mine is not None and mine.person_id != viewer.id:
        lines.append("👤 " + (await session.get_one(Person, mine.person_id)).name)
    lines += await _own_place(session, one, mine, now)
    number = mine.person_id if mine else viewer.id
    return Message(
        viewer.id, "\n".join(lines), title=f"🎓 {one.number} · {course}", rows=own_rows(one, mine, viewer, now),
        card=f"seat:{one.id}:{number}",
    )  # fmt: skip


async def _own_place(
    session: AsyncSession, one: TrainingClass, mine: Enrolment | None, now: datetime
) -> list[str]:
    state = mine.state if mine else EnrolmentState.INVITED
    if one.state is ClassState.CANCELLED:
        return [_("✖ It does not take place: {why}").format(why=one.why)]
    if state is EnrolmentState.INVITED and one.is_ahead:
        free = await enrolment.free_seats(session, one)
        left = (
            ngettext("💺 {n} seat left.", "💺 {n} seats left.", free).format(n=free)
            if free > 0
            else _("💺 Full; there is a waiting list.")
        )
        return [left, formatting.until(one, now)]
    if mine is not None and state is EnrolmentState.WAITING:
        return await _on_the_list(session, one, mine)
    if mine is not None and state is EnrolmentState.OFFERED and mine.offered_until:
        return [
            _("🙋 A place has fallen free. It is held until {time}.").format(
                time=moment(mine.offered_until, now)
            )
        ]
    marks = {
        EnrolmentState.REGISTERED: _("✔ A seat is reserved."),
        EnrolmentState.CANCELLED: _("✖ The seat was given back."),
        EnrolmentState.PASSED_ON: _("The place went to the next on the list."),
        EnrolmentState.LAPSED: _("The place is not held any more."),
        EnrolmentState.ATTENDED: _("✔ Attended."),
    }
    return [marks[state]] if state in marks else []


async def _on_the_list(session: AsyncSession, one: TrainingClass, mine: Enrolment) -> list[str]:
    """The place, and the honest chance."""
    place = await waiting_list.place_of(session, one, mine)
    fell = await waiting_list.chance(session, one)
    lines = [_("⏳ It is full. Place on the waiting list: {n}.").format(n=place)]
    if fell is not None:
        lines.append(
            _("In earlier classes of this course {n} places fell free on average.").format(
                n=f"{fell:.1f}".removesuffix(".0")
            )
        )
    if mine.group_no:
        lines.append(_("The group waits for enough seats together."))
    return lines


def own_rows(one: TrainingClass, mine: Enrolment | None, viewer: Person, now: datetime) -> list[list[Button]]:
    """What they can do with it next."""
    n = mine.id if mine else 0
    state = mine.state if mine else EnrolmentState.INVITED
    open_now = one.is_ahead and now < one.closes_at
    if state is EnrolmentState.OFFERED:
        return [[button(_("🙋 Take the seat"), "take_place", n), button(_("⏭ Pass"), "pass_place", n)]]
    if state is EnrolmentState.REGISTERED and now < one.starts_at and one.is_ahead:
        also = (
            [[button(_("👥 Colleagues too"), "register_colleagues", one.id)]]
            if open_now and mine and mine.person_id == viewer.id
            else []
        )
        return [
            [button(_("✅ Still coming"), "still_coming", n), button(_("✖ Cannot come"), "cancel_seat", n)],
            *also,
        ]
    if state is EnrolmentState.WAITING:
        alone = [[button(_("1️⃣ One by one will do"), "one_by_one", n)]] if mine and mine.group_no else []
        return [*alone, [button(_("✖ Off the list"), "cancel_seat", n)]]
    if not open_now or (mine is not None and mine.person_id != viewer.id):
        return []
    register = button(_("🙋 Register me"), "register_me", one.id)
    colleagues = button(_("👥 Colleagues too"), "register_colleagues", one.id)
    if state is EnrolmentState.INVITED and mine is not None:
        return [[register], [colleagues, button(_("⏭ Not interested"), "not_interested", n)]]
    return [[register, colleagues]]
