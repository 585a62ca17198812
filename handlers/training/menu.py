"""/training: the classes of the trainers, a new course, a new class (TRN-1)."""

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from desk.access import require
from desk.calendars import regions
from desk.customers import Customer, products
from desk.people import Person, with_role
from desk.roles import TRAINERS
from desk.training import classes, courses, enrolment, running, timetable
from desk.training.classes import STATE_NAMES, TrainingClass
from desk.training.courses import KIND_NAMES, Course, CourseKind
from errors import BadInput
from handlers.chat.cards import button, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.message import Message
from handlers.chat.questions import SKIP, Choice, Question, Which, Words
from handlers.chat.turn import Turn
from handlers.training import card, formatting
from handlers.training.managing import Count
from handlers.training.sittings import SittingsQuestion, zone
from i18n import N_, _, moment, plain
from i18n.joining import labelled

PAGE = 8
NOW, LATER = "now", "later"
ALL, STAFF, REGION, ONE = "all", "staff", "region", "customer"
WAITING = 10  # may wait for a small class, too
MOST_DAYS = 365  # before a class
MOST_MONTHS = 120  # that a pass is good for


async def command(turn: Turn) -> None:
    """/training"""
    require(turn.person, *TRAINERS)
    await _page(turn, 0)


@verb
async def training_page(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *TRAINERS)
    await _page(turn, number)


async def _page(turn: Turn, page: int) -> None:
    """What is to come, the next one first; `number` of the button is the page."""
    every = await classes.ahead(turn.session)
    shown = every[page * PAGE : (page + 1) * PAGE]
    rows: list[Any] = [[button(await _line(turn, one), "show_class", one.id)] for one in shown]
    turning = [button("◀", "training_page", page - 1)] if page else []
    turning += [button("▶", "training_page", page + 1)] if len(every) > (page + 1) * PAGE else []
    rows += [turning] if turning else []
    rows += [[button(_("➕ New class"), "new_class", 0), button(_("➕ New course"), "new_course", 0)]]
    rows += [[button(_("📝 Exams"), "exam_list", 0), button(_("📊 Scores"), "exam_scores", 0)]]
    rows += [[button(_("🎖 Qualifications"), "qualification_page", 0)]]
    text = _("Classes to come:") if every else _("There is no class to come.")
    turn.reply(Message(turn.person.id, text, rows=rows, title=_("🎓 Training"), card="training"))


async def _line(turn: Turn, one: TrainingClass) -> str:
    free = await enrolment.free_seats(turn.session, one)
    course = await formatting.course_of(turn.session, one)
    return f"{one.number} · {moment(one.starts_at, turn.now)} · {course} · {one.seats - free}/{one.seats} · {_(STATE_NAMES[one.state])}"


@verb
async def new_course(turn: Turn, number: int, version: int, extra: str) -> None:
    require(turn.person, *TRAINERS)
    await start(turn, makes_course)


@flow
async def makes_course(talk: Talk) -> None:
    """Its name, what it is, and for how long a pass is good; the rest can be imported."""
    require(talk.person, *TRAINERS)
    session = talk.turn.session
    name = plain.name(await talk.ask("name", Words(_("What is the course called?"), longest=100)))
    english = await talk.ask(
        "english", Words(_("And in English?"), options=[(SKIP, _("The same"))], longest=100)
    )
    kinds = [(kind, _(KIND_NAMES[kind])) for kind in CourseKind]
    kind = await talk.ask("kind", Choice(_("What kind of course is it?"), options=kinds, columns=2))
    owned = await products(session)
    about = [*((each.code, each.named(talk.person.language)) for each in owned), (ALL, _("All products"))]
    product = await talk.ask("product", Which(_("Which product is it about?"), options=about))
    months = await talk.ask(
        "months",
        Count(
            _("For how many months is a pass good?"),
            options=[("0", _("For good")), ("12", "12"), ("24", "24")],
            most=MOST_MONTHS,
        ),
    )
    course = Course(
        code=await talk.once("code", partial(_free_code, talk)), name=name, name_en="" if english == SKIP else plain.name(english),
        kind=CourseKind(kind), products=[] if product == ALL else [product], skill="", goals="", hours=0, valid_months=int(months),
    )  # fmt: skip
    await courses.put(session, course)
    rows = [[button(_("➕ New class"), "new_class", course.id)]]
    talk.say(_("The course {code} “{name}” is there.").format(code=course.code, name=course.name), rows=rows)


async def _free_code(talk: Talk) -> str:
    taken = {course.code for course in await courses.every(talk.turn.session)}
    return next(code for n in range(1, 10_000) if (code := f"C{n:03}") not in taken)


@verb
async def new_class(turn: Turn, number: int, version: int, extra: str) -> None:
    """`number`: of the course, if it is known."""
    require(turn.person, *TRAINERS)
    known = {"course": str(number)} if await turn.session.get(Course, number) else {}
    await start(turn, makes_class, known=known)


LINES = {
    "course": N_("Course"),
    "sittings": N_("Sittings"),
    "place": N_("Place or link"),
    "trainer": N_("Trainer"),
    "seats": N_("Seats"),
    "least": N_("At least"),
    "closes": N_("Days before that registration closes"),
    "bring": N_("Please bring"),
    "whom": N_("For whom"),
}
USUAL = {"least": "3", "closes": "2", "bring": ""}
ASKED = ("course", "sittings", "place", "seats", "whom")


@flow
async def makes_class(talk: Talk) -> None:
    """Five questions, the rest as usual; played back, any line corrected; opened at once or kept as a draft."""
    require(talk.person, *TRAINERS)
    session, now = talk.turn.session, talk.turn.now
    if not await courses.every(session):
        talk.say(_("There is no course yet."), rows=[[button(_("➕ New course"), "new_course", 0)]])
        return
    for name in ASKED:
        await talk.ask(name, partial(_question, talk, name))
    if talk.answers["whom"] in (REGION, ONE):
        await talk.ask("which_whom", partial(_which, talk, talk.answers["whom"]))
    said = {"trainer": str(talk.person.id), **USUAL, **talk.answers}
    said["least"] = str(min(int(said["least"]), int(said["seats"])))  # as it is played back
    one = await _read(talk, said)
    trainer = await session.get_one(Person, one.trainer_id)
    clash = formatting.clash(await running.double_bookings(session, trainer, one.times), now)
    question = partial(_played_back, talk, said, clash)
    right = await talk.ask("right", question)
    if right not in (NOW, LATER):
        talk.answers[right] = await talk.ask(f"new_{right}", partial(_question, talk, right))
        talk.correct("right", f"new_{right}", *(["which_whom"] if right == "whom" else []))
    await running.make(session, one, now)
    told = await running.open_up(session, one, talk.person, now) if right == NOW else 0
    await session.flush()
    if told:
        talk.turn.say(_("It is open. So many hear of it: {n}.").format(n=told))
    talk.turn.reply(await card.for_trainer(session, one, talk.person, now))


async def _read(talk: Talk, said: dict[str, Any]) -> TrainingClass:
    """What was said as a class; what cannot be meant is asked again."""
    sittings = timetable.read(said["sittings"])
    one = TrainingClass(
        course_id=int(said["course"]), zone=zone(), place="" if said["place"] == SKIP else said["place"],
        bring="" if said["bring"] == SKIP else said["bring"], trainer_id=int(said["trainer"]), seats=int(said["seats"]),
        least=int(said["least"]), waiting_limit=max(int(said["seats"]), WAITING), open_to=_open_to(talk, said),
        created_by=talk.person.id, why="",
    )  # fmt: skip
    first = timetable.instants(sittings, one.zone)[0][0]
    closes = max(first - timedelta(days=int(said["closes"])), talk.turn.now + timedelta(minutes=1))
    try:
        classes.plan(one, sittings, min(closes, first), talk.turn.now)
        classes.check(one.seats, one.least, one.waiting_limit)
    except BadInput as hint:
        talk.say(str(hint))
        talk.correct("sittings", "seats", "closes")
    return one


def _open_to(talk: Talk, said: dict[str, Any]) -> dict[str, Any]:
    which = talk.answers.get("which_whom", "")
    open_to: dict[str, dict[str, Any]] = {
        STAFF: {"staff": True},
        REGION: {"regions": [which]},
        ONE: {"customers": [int(which)] if str(which).isdecimal() else []},
    }
    return open_to.get(said["whom"], {})


async def _question(talk: Talk, name: str) -> Question[str]:
    session = talk.turn.session
    if name == "course":
        every = await courses.every(session)
        return Which(
            _("Of which course?"),
            options=[(str(c.id), f"{c.code} {c.named(talk.person.language)}") for c in every],
        )
    if name == "sittings":
        return SittingsQuestion(
            _("When? One sitting a line, like:\n2026-03-10 09:00-12:00\n2026-03-11 09:00-12:00"),
            now=talk.turn.now,
        )
    if name == "place":
        return Words(_("Where? A place, or a link."), options=[(SKIP, _("I will say it later"))], longest=200)
    if name == "trainer":
        people = await with_role(session, *TRAINERS)
        return Which(_("Who teaches it?"), options=[(str(p.id), p.name) for p in people])
    if name == "whom":
        options = [
            (ALL, _("All customers under contract")),
            (REGION, _("Customers of a region")),
            (ONE, _("One customer")),
            (STAFF, _("Our staff")),
        ]
        return Which(_("For whom is it?"), options=options)
    if name == "bring":
        return Words(_("What should they bring?"), options=[(SKIP, _("Nothing"))], longest=200)
    asked = {
        "seats": _("How many seats are there?"),
        "least": _("How many at least, so that it takes place?"),
        "closes": _("How many days before does registration close?"),
    }
    options = [(n, n) for n in ("8", "12", "20", "40")] if name == "seats" else []
    most = {"seats": classes.MOST_SEATS, "least": int(talk.answers.get("seats", classes.MOST_SEATS))}
    return Count(
        asked[name], options=options, columns=4, least=int(name == "seats"), most=most.get(name, MOST_DAYS)
    )


async def _which(talk: Talk, whom: str) -> Question[str]:
    if whom == REGION:
        names = [row.name for row in await regions.rows(talk.turn.session) if row.name]
        known = [
            *await talk.turn.session.scalars(select(Customer.region).where(Customer.region != "").distinct())
        ]
        return Which(_("Which region?"), options=[(name, name) for name in dict.fromkeys([*names, *known])])
    rows = await talk.turn.session.execute(
        select(Customer.id, Customer.name).where(Customer.merged_into_id.is_(None)).order_by(Customer.name)
    )
    return Which(_("Which customer?"), options=[(str(number), name) for number, name in rows])


async def _played_back(talk: Talk, said: dict[str, Any], clash: list[str]) -> Question[str]:
    session = talk.turn.session
    shown = {name: "" if said[name] == SKIP else str(said[name]) for name in LINES}
    shown["course"] = (await session.get_one(Course, int(said["course"]))).named(talk.person.language)
    shown["trainer"] = (await session.get_one(Person, int(said["trainer"]))).name
    whom = {ALL: _("All customers under contract"), STAFF: _("Our staff")}
    which = talk.answers.get("which_whom", "")
    if said["whom"] == ONE and which.isdecimal():
        which = (await session.get_one(Customer, int(which))).name
    shown["whom"] = whom.get(said["whom"], which)
    lines = [labelled(_(label), shown[name] or "—") for name, label in LINES.items()]
    options = [
        (NOW, _("📣 Open it now")),
        (LATER, _("Keep it as a draft")),
        *((name, "✏️ " + _(label)) for name, label in LINES.items()),
    ]
    return Choice("\n".join([_("Is this right?"), "", *lines, *clash]), options=options, lead=2, columns=2)
