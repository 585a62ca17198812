"""A customer asks for training: who and how many, about what, when and where; seats in a class that fits, else an order of their own (TRN-4, TRN-5)."""

import re
from functools import partial

from desk import customers
from desk.scope import catalogue, requests
from desk.surveys import service_forms
from desk.ticket import Kind
from desk.training import classes, courses, enrolments, running
from desk.training.classes import TrainingClass
from desk.training.courses import CourseKind
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import SKIP, Choice, Question, Words
from handlers.chat.turn import Turn
from handlers.training import words
from handlers.training.managing import Count
from handlers.training.registering import registers_colleagues
from i18n import _, company_day, moment, ngettext
from i18n.joining import labelled

OTHER, OWN = "other", "own"
HERE, THERE, ONLINE = "here", "there", "online"
MOST = 4  # classes that are offered
_ASKS = re.compile(
    r"^(?:你好[,，!！ ]?|您好[,，!！ ]?|hello[, ]|hi[, ])?\s?(?:"
    r"(?:我们?|公司)?(?:想|要|需要|希望|申请|预约|安排|想要|想申请|想预约|想安排|需要安排|要申请)(?:你们|贵司)?(?:来|一次|做|参加|一下|个|个人|新员工|员工){0,3}培训"
    r"|培训(?:申请|需求|预约)?(?:$|[:：,，。.!！])"
    r"|(?:we|i)(?:'d like| would like| want| need)(?: to (?:book|request|arrange|have))?(?: an?| some)? training"
    r"|(?:please )?(?:book|request|arrange)(?: an?| some)? training|training(?:$|[:.!, ]+(?:please|request)))",
    re.IGNORECASE,
)


def asks(text: str) -> bool:
    """«我们想申请培训», “we need training”; “the training module crashes” is a problem."""
    return _ASKS.search(text.strip()[:80]) is not None


async def heard(turn: Turn) -> bool:
    """Whether they ask for training."""
    return asks(turn.said.text) and await requested(turn)


async def requested(turn: Turn) -> bool:
    """Whether they may ask: somebody of a customer."""
    if await customers.of(turn.session, turn.person) is None:
        return False
    await start(turn, requests_training, {"words": turn.said.text.strip()[:500]})
    return True


@flow
async def requests_training(talk: Talk) -> None:
    """A class that fits is offered first; else it is judged like any request (SCO-1), by its form if training of their own has one (SCO-10)."""
    topic = await talk.ask("topic", partial(_topic, talk))
    options = [(n, n) for n in ("1", "3", "5", "10")]
    question = Count(_("How many people are to be trained?"), options=options, columns=4)
    said: str = await talk.ask("number", question)
    number = int(said)
    fitting = await talk.once(f"fitting {topic} {number}", partial(_fitting, talk, topic, number))
    if fitting:
        chosen = await talk.ask("class", partial(_offer, talk, fitting))
        if chosen != OWN:
            return await start(
                talk.turn, registers_colleagues, {"class": int(chosen), "customer": talk.person.customer_id}
            )
    when = await talk.ask(
        "when", Words(_("When would it suit you?"), options=[(SKIP, _("Any time"))], longest=200)
    )
    places = [(HERE, _("🏢 At our place")), (THERE, _("🚗 At yours")), (ONLINE, _("💻 Online"))]
    where = await talk.ask("where", Choice(_("Where? “Our place” is where you are."), options=places))
    more = await talk.ask(
        "more", Words(_("Who are they, and what should we know?"), options=[(SKIP, _("Nothing more"))])
    )
    said = await _told(talk, topic, number, when, dict(places)[where], more)
    session, now = talk.turn.session, talk.turn.now
    item = await catalogue.by_form(session, service_forms.TRAINING, company_day(now))
    ticket = await requests.file(
        session, talk.person, said, now, kind=Kind.TRAINING, item=item, at_theirs=where == HERE
    )
    if ticket.waits_for:
        return None  # who has it, and by when they hear, is told them already
    return talk.say(
        _("Your request for training is {number}. Whoever plans it gets in touch with you.").format(
            number=ticket.number
        )
    )


async def _topic(talk: Talk) -> Question[str]:
    every = [
        course for course in await courses.every(talk.turn.session) if course.kind is not CourseKind.INTERNAL
    ]
    options = [(str(course.id), course.named(talk.person.language)) for course in every]
    return Words(
        _("What should the training be about? Press a course, or write it."),
        options=[*options, (OTHER, _("I do not know yet"))],
        longest=300,
    )


async def _fitting(talk: Talk, topic: str, number: int) -> list[int]:
    """Open classes with enough seats: of the course, of any when none is named."""
    customer = await customers.of(talk.turn.session, talk.person)
    course = int(topic) if topic.isdecimal() else None
    found = [] if course is None and topic != OTHER else await classes.ahead(talk.turn.session, course)
    open_now = [one for one in found if one.is_ahead and talk.turn.now < one.closes_at]
    mine = [one for one in open_now if running.may_join(one, talk.person, customer)]
    return [one.id for one in mine if await enrolments.free_seats(talk.turn.session, one) >= number][:MOST]


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
        number=one.number, course=await words.course_of(talk.turn.session, one), time=at
    )


async def _told(talk: Talk, topic: str, number: int, when: str, where: str, more: str) -> str:
    """All of it, for the person who plans it; a course by its name."""
    named = {
        str(course.id): course.named(talk.person.language)
        for course in await courses.every(talk.turn.session)
    }
    about = named.get(topic, "" if topic == OTHER else topic)
    lines = [
        _("Training: {topic}").format(topic=about or _("to be agreed on")),
        labelled(_("Number of people"), number),
        labelled(_("Where"), where),
        *([] if when == SKIP else [labelled(_("Wished time"), when)]),
        *([] if more == SKIP else [more]),
    ]
    return "\n".join(lines)
