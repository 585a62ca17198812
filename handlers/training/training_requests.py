"""A customer asks for training: who and how many, about what, when and where; seats in a class that fits, else an order of their own (TRN-4, TRN-5)."""

import re
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
from handlers.training import card, formatting, training_on_site
from handlers.training.managing import Count
from handlers.training.registering import registers_colleagues
from i18n import _, moment, ngettext

OWN = "own"
MOST = 4  # classes that are offered
SHORT = 80  # characters that are looked at
_ASKS = re.compile(
    r"^(?:你好[,，!！ ]?|您好[,，!！ ]?|hello[, ]|hi[, ])?\s?(?:"
    r"(?:我们?|公司)?(?:想|要|需要|希望|申请|预约|安排|想要|想申请|想预约|想安排|需要安排|要申请)(?:你们|贵司)?(?:来|一次|做|参加|一下|个|个人|新员工|员工){0,3}培训"
    r"|培训(?:申请|需求|预约)?(?:$|[:：,，。.!！])"
    r"|(?:we|i)(?:'d like| would like| want| need)(?: to (?:book|request|arrange|have))?(?: an?| some)? training"
    r"|(?:please )?(?:book|request|arrange)(?: an?| some)? training|training(?:$|[:.!, ]+(?:please|request)))",
    re.IGNORECASE,
)

_JOINS = re.compile(
    r"报名|报个名|参加|\b(?:join|sign(?: me| us)? up|register|enrol|enroll|attend|take part|book (?:me|us))\b",
    re.IGNORECASE,
)
_WANTS_A_SEAT = re.compile(
    r"^(?:(?:你好|您好|hello|hi)[,，!！ ]{0,2})?(?:"
    r"(?:请|麻烦)?(?:给|帮|替)?我?们?(?:想要?|要|希望|能不能|可以|能)?(?:报名|报个名|参加).{0,30}(?:课|班|培训|t-\d)"
    r"|(?:please |(?:can|could|may) (?:i|we|you) (?:please )?|(?:i|we)(?:'d like| would like| want| need) to )?"
    r"(?:join|sign(?: me| us)? up for|register(?: me| us)? for|enroll?(?: me| us)? (?:in|on|for)|attend|take part in|book (?:me|us) (?:on|onto|in|into))"
    r" .{0,40}\b(?:class|course|training|lesson|t-\d)"
    r"|(?:我们?)?(?:想要?|要|也要|也想)?报个?名(?:参加)?[吧了啦。！!]{0,2}$|(?:please )?(?:sign|register|book|enroll?) (?:me|us)(?: up| in)?(?:,? please)?[.!]?$)",
    re.IGNORECASE,
)
_OF_THEIR_SEAT = re.compile(
    r"[来去到]不了|参加不了|不能[来去参]|没法|没空|取消|退课|改到|几点|什么时候|哪天|在哪"
    r"|\b(?:cannot|can.?t|won.?t|unable|cancel|withdraw|when|where|what time|late|reschedule)\b",
    re.IGNORECASE,
)
_CLASS = re.compile(r"培训|上课|的课|课程|开课|这个班|\b(?:class|course|training|lesson|t-\d)", re.IGNORECASE)
_TROUBLE = re.compile(
    r"报错|错误|失败|打不开|不了|不上|怎么|如何|\b(?:errors?|fails?|failed|crash\w*|cannot|can.?t|doesn.?t|how)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"(?<!\d)(\d{1,3}) ?(?:个人|人|位|名|people|persons?|of us|colleagues|employees)", re.IGNORECASE
)


def asks(text: str) -> bool:
    """«我们想申请培训», “sign me up for the voucher class”; “the training module crashes” is a problem."""
    said = text.strip()[:SHORT]
    return bool(_ASKS.search(said) or (_WANTS_A_SEAT.search(said) and not _TROUBLE.search(said)))


async def heard(turn: Turn) -> bool:
    """Whether they ask for training, or about the class in which they have a place."""
    said = turn.said.text.strip()[:SHORT]
    if _OF_THEIR_SEAT.search(said) and _CLASS.search(said) and await _shown(turn, None, own=True):
        return True
    return asks(turn.said.text) and await requested(turn)


async def requested(turn: Turn) -> bool:
    """Whether they may ask: somebody of a customer. What the words name, course, class or number, is not asked."""
    if await customers.of(turn.session, turn.person) is None:
        return False
    said = turn.said.text.strip()[:500]
    course = await courses.meant(turn.session, said[:SHORT])
    if _JOINS.search(said[:SHORT]) and await _shown(turn, course):
        return True
    number = _PEOPLE.search(said)
    known = {
        **({"topic": str(course.id)} if course else {}),
        **({"number": number[1]} if number and int(number[1]) else {}),
    }
    await start(turn, requests_training, {"words": said}, known=known)
    return True


async def _shown(turn: Turn, course: Course | None, *, own: bool = False) -> bool:
    """Whether there is a class to join, or in which they have a place (`own`): one with its card, several to choose from."""
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
