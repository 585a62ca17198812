"""A customer asks for training: who and how many, about what, when and where; seats in a class that fits, else an order of their own (TRN-4, TRN-5)."""

from functools import partial

from desk import customers
from desk.training import classes, courses, enrolment, running
from desk.training.classes import TrainingClass
from desk.training.courses import Course, CourseKind
from desk.training.enrolment import Enrolment
from handlers.chat.cards import button
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import Choice, Question, Words
from handlers.chat.turn import Turn
from handlers.training import card, formatting, training_on_site, training_phrases
from handlers.training.managing import Count
from handlers.training.registering import registers_colleagues
from i18n import _, moment, ngettext

OWN = "own"
MOST = 4  # classes that are offered


async def heard(turn: Turn) -> bool:
    """Whether they ask for training, or about the class in which they have a place."""
    if training_phrases.about_their_seat(turn.said.text) and await _shows_class(turn, None, own=True):
        return True
    return training_phrases.asks(turn.said.text) and await requested(turn)


async def requested(turn: Turn) -> bool:
    """Whether they may ask: somebody of a customer. What the words name, course, class or number, is not asked."""
    if await customers.of(turn.session, turn.person) is None:
        return False
    said = turn.said.text.strip()[:500]
    course = await courses.meant(turn.session, said[: training_phrases.SHORT])
    if training_phrases.joins(said) and await _shows_class(turn, course):
        return True
    number = training_phrases.people(said)
    known = {**({"topic": str(course.id)} if course else {}), **({"number": str(number)} if number else {})}
    await start(turn, requests_training, {"words": said}, known=known)
    return True


async def _shows_class(turn: Turn, course: Course | None, *, own: bool = False) -> bool:
    """Whether there is a class to join, or in which they have a place (`own`): its card is shown; of several they choose."""
    customer = await customers.of(turn.session, turn.person)
    found = await classes.ahead(turn.session, course.id if course else None)
    theirs = [one for one in found if one.is_ahead and running.may_join(one, turn.person, customer)]
    mine = {one.id: await enrolment.of_person(turn.session, one, turn.person.id) for one in theirs}
    there = [one for one in theirs if _in_it(mine[one.id]) or (not own and turn.now < one.closes_at)]
    there = [one for one in there if one.number.casefold() in turn.said.text.casefold()] or there
    if len(there) == 1:
        [one] = there
        turn.reply(await card.for_trainee(turn.session, one, mine[one.id], turn.person, turn.now))
    elif there:
        rows = [
            [
                button(
                    f"🙋 {await formatting.title(turn.session, one)} · {moment(one.starts_at, turn.now)}",
                    "show_class",
                    one.id,
                )
            ]
            for one in there[:MOST]
        ]
        turn.say(_("Which class?"), rows=rows)
    return bool(there)


def _in_it(row: Enrolment | None) -> bool:
    return row is not None and row.state in enrolment.IN_IT


@flow
async def requests_training(talk: Talk) -> None:
    """A customer asks for training (TRN-4): a class that fits is offered first; else one of their own, perhaps on site (TRN-5)."""
    topic = await talk.ask("topic", partial(_topic, talk))
    options = [(n, n) for n in ("1", "3", "5", "10")]
    question = Count(_("How many people are to be trained?"), options=options, columns=4)
    said: str = await talk.ask("number", question)
    number = int(said)
    fitting = await talk.once(f"fitting {topic} {number}", partial(_fitting, talk, topic, number))
    if fitting:
        chosen = await talk.ask("class", partial(_offer, talk, fitting))
        if chosen != OWN:
            args = {"class": int(chosen), "customer": talk.person.customer_id, "number": number}
            return await start(talk.turn, registers_colleagues, args)
    return await training_on_site.order(talk, topic, number)


async def _topic(talk: Talk) -> Question[str]:
    every = [
        course for course in await courses.every(talk.turn.session) if course.kind is not CourseKind.INTERNAL
    ]
    options = [(str(course.id), course.named(talk.person.language)) for course in every]
    return Words(
        _("What should the training be about? Press a course, or write it."),
        options=[*options, (training_on_site.OTHER, _("I do not know yet"))],
        longest=300,
    )


async def _fitting(talk: Talk, topic: str, number: int) -> list[int]:
    """Open classes with enough seats: of the course, of any when none is named."""
    customer = await customers.of(talk.turn.session, talk.person)
    course = int(topic) if topic.isdecimal() else None
    found = (
        []
        if course is None and topic != training_on_site.OTHER
        else await classes.ahead(talk.turn.session, course)
    )
    open_now = [one for one in found if one.is_ahead and talk.turn.now < one.closes_at]
    mine = [one for one in open_now if running.may_join(one, talk.person, customer)]
    return [one.id for one in mine if await enrolment.free_seats(talk.turn.session, one) >= number][:MOST]


async def _offer(talk: Talk, fitting: list[int]) -> Question[str]:
    options = [
        (str(number), await _line(talk, await talk.turn.session.get_one(TrainingClass, number)))
        for number in fitting
    ]
    text = ngettext(
        "There is a class with enough seats:", "There are classes with enough seats:", len(options)
    )
    return Choice(text, options=[*options, (OWN, _("🙋 A class of our own"))])


async def _line(talk: Talk, one: TrainingClass) -> str:
    at = moment(one.starts_at, talk.turn.now)
    return _("Take these seats: {number} {course}, {time}").format(
        number=one.number, course=await formatting.course_of(talk.turn.session, one), time=at
    )
