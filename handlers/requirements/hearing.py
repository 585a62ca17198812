"""A wish is heard: possible already? like another one? two questions, played back, with a number and a time (REQ-1, REQ-3).

words ─▶ the base: possible already ─▶ that is it
             └▶ like requirements, by approved titles ─▶ mine too
                     └▶ what for · how urgent ─▶ playback ─▶ R-number
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from desk import customers
from desk.access import require_staff
from desk.customers import Customer
from desk.hotline import messages as ticket_messages
from desk.people import Person
from desk.requirements import likeness, process
from desk.requirements.process import AskedRequirement
from desk.requirements.requirement import NEED_NAMES, Requirement, RequirementUrgency
from desk.ticket import SOURCE_NAMES, TicketSource
from errors import BadInput
from handlers.chat import dates
from handlers.chat.cards import verb
from handlers.chat.date_limits import Limit
from handlers.chat.dates import When
from handlers.chat.flows import Talk, flow, start, start_later
from handlers.chat.incoming import Said
from handlers.chat.questions import SKIP, Choice, Which, Words
from handlers.chat.replies import yes_or_no
from handlers.chat.turn import Turn
from handlers.intake import companies, kb_look, several, short_questions, too_many, unclear
from handlers.intake.questions import MORE, InWords, Playback
from handlers.intake.report_problem import ask_sales, report_problem
from handlers.intake.short_questions import Topic
from handlers.requirements import wish_phrases
from i18n import _, day
from i18n.joining import one_line
from kb.base import entries
from kb.base.entry import ProblemType
from kb.search.thresholds import Decision

YES, NO, ONE, PROBLEM = "yes", "no", "one", "problem"
EVENING = time(18)
EARLIEST = datetime.min.replace(tzinfo=UTC)
SAME = frozenset(
    {
        "same",
        "the same",
        "it is the same",
        "it's the same",
        "mine too",
        "me too",
        "一样",
        "一样的",
        "相同",
        "同一件",
        "同一件事",
        "我也是",
        "我也要",
    }
)
FOUND = 8
LOOKED_AT = 3  # hits


async def heard(turn: Turn, words: str) -> bool:
    """Whether their words ask for something new, or for something to buy."""
    words = words.strip()
    commercial = wish_phrases.commercial(words)
    linked = wish_phrases.asks_for_link(words) and unclear.names_other(words)
    if not (commercial or linked or wish_phrases.asks(words)):
        return False
    await start(turn, wishes, {"commercial": commercial}, {"wish": words})
    return True


async def heard_beside(turn: Turn, words: str) -> str:
    """The problem in them, when something new or to buy stands beside it: that is asked about once the problem is dealt with
    (INT-1, REQ-1)."""
    for each in several.parts(words):
        asked = [part for part in each if _is_asked_for(part)]
        rest = [part for part in each if part not in asked]
        if len(asked) == 1 and rest and all(map(several.is_problem, rest)):
            if short_questions.topic(asked[0]) is Topic.PRICE:
                await start_later(turn, ask_sales, {"words": asked[0]})
            else:
                args = {"commercial": wish_phrases.commercial(asked[0])}
                await start_later(turn, wishes, args, {"wish": asked[0]})
            return "\n".join(rest)
    return words


def _is_asked_for(part: str) -> bool:
    is_wish = wish_phrases.commercial(part) or wish_phrases.asks(part)
    return is_wish or short_questions.topic(part) is Topic.PRICE


@verb
async def new_wish(turn: Turn, number: int, version: int, extra: str) -> None:
    """Of a customer their own; a colleague says for whom."""
    await (start(turn, wishes_for) if turn.person.is_staff else start(turn, wishes, {}))


@flow
async def wishes(talk: Talk) -> None:
    """From the first words to a number and a time."""
    words = await talk.ask("wish", InWords(wish_phrases.hint(), shortest=2))
    every = await _each(talk, words)
    commercial = bool(talk.args.get("commercial")) or wish_phrases.commercial(words)
    if len(every) == 1 and not commercial:
        if await _possible_already(talk, words):
            return
        if await _mine_too(talk, words, talk.person, await companies.of(talk)):
            return
    await companies.asked(talk, words)
    product = await talk.once(
        "named", lambda: kb_look.product_in(talk.turn.session, words)
    ) or await _product(talk)
    asked = await _two_questions(talk, commercial)
    if not await _played_back(talk, every, asked):
        return
    customer = await companies.of(talk)
    sold = commercial or bool(product and customer and product not in customer.products)
    await talk.once("filed", lambda: _file(talk, every, asked, product, commercial=sold))


async def _each(talk: Talk, words: str) -> list[str]:
    """Several wishes of one message are played back as a list."""
    found = wish_phrases.wishes(words)
    if len(found) == 1:
        return found
    lines = [_("I read {n} wishes:").format(n=len(found)), *(f"{n}. {one}" for n, one in enumerate(found, 1))]
    options = [(YES, _("✅ Yes, one by one")), (ONE, _("It is one wish"))]
    return found if await talk.ask("several", Choice("\n".join(lines), options=options)) == YES else [words]


async def _possible_already(talk: Talk, words: str) -> bool:
    """What the product can do as it is, before anybody is asked to build it."""
    code = await talk.once("possible", lambda: _near(talk, words))
    if not code:
        return False
    answer = await talk.ask("already", lambda: _shown(talk, code))
    if answer == PROBLEM:
        await start(talk.turn, report_problem, known={"problem": words}, follows=talk.row)
        return True
    if answer == YES:
        talk.say(_("Glad to hear it! Just write whenever something comes up."))
    return answer == YES


async def _near(talk: Talk, words: str) -> str:
    customer = await companies.of(talk)
    found = talk.turn.base.search(words, customer.products if customer else [])
    if found.decision is Decision.NOTHING or not found.hits:
        return ""
    likely = found.hits[0] if found.decision is Decision.SURE else None
    how_to = (
        hit
        for hit in found.hits[:LOOKED_AT]
        if hit.kind in (ProblemType.APPLICATION, ProblemType.REQUIREMENT)
        and hit.score >= kb_look.REALLY_LIKELY
    )
    best = likely or next(how_to, None)  # how a fault is mended tells of nothing that is possible
    return best.code if best else ""


async def _shown(talk: Talk, code: str) -> Choice:
    entry = await entries.get(talk.turn.session, code)
    text = "\n".join([_("Perhaps it is possible already:"), f"💡 {entry.question}", "", *entry.steps])
    options = [
        (YES, _("✅ That is it")),
        (NO, _("❌ Not what I need")),
        (PROBLEM, _("🛠 Something does not work")),
    ]
    return Choice(text, options=options)


async def _mine_too(
    talk: Talk,
    words: str,
    person: Person | None,
    customer: Customer | None,
    cast_by: Person | None = None,
    source: str = "chat",
) -> bool:
    """Whether they want the same as others do; they read approved titles only, never another customer's words."""
    session = talk.turn.session
    products = customer.products if customer else []
    near: list[list[Any]] = await talk.once("like", lambda: _alike(talk, words, products))
    if not near:
        return False
    options = [*((str(number), one_line(title, 60)) for number, title in near), (NO, _("🆕 Something else"))]
    prompt = _("Others have asked for something like this. Is it the same?")
    answer = await talk.ask("same", Same(prompt, options=options))
    if answer == NO:
        return False
    requirement = await session.get_one(Requirement, int(answer))
    need, by = await _how_urgent(talk)
    asked = AskedRequirement(
        words,
        person,
        customer,
        need=need,
        needed_by=dates.day_of(by) if by else None,
        cast_by=cast_by,
        source=source,
        files=await _files(talk),
    )
    await talk.once("joined", lambda: _join(talk, requirement, asked))
    talk.say(
        _("Noted: you ask for {number} “{title}”, too.").format(
            number=requirement.number, title=requirement.title
        )
    )
    return True


async def _alike(talk: Talk, words: str, products: list[str]) -> list[list[Any]]:
    return [[each.id, each.title] for each in await likeness.like(talk.turn.session, words, products)]


async def _join(talk: Talk, requirement: Requirement, asked: AskedRequirement) -> int:
    return (await process.join(talk.turn.session, requirement, asked, talk.turn.now)).id


class Same(Which):
    """One of the titles, or none; where there is one only, a yes means it."""

    def heard(self, said: Said) -> str:
        words = said.text.strip(" .。!！,，").casefold()
        meant = True if words in SAME else yes_or_no(words)
        if meant is False:
            return NO
        return self.options[0][0] if meant and len(self.options) == 2 else super().heard(said)


@dataclass(frozen=True)
class Urgency(Which):
    """One of three; a day alone says that there is one, and which: it is not asked again."""

    now: datetime = EARLIEST

    def heard(self, said: Said) -> str:
        try:
            return super().heard(said)
        except BadInput:
            with suppress(BadInput):
                return f"{RequirementUrgency.DATE} {dates.read(said.text, self.now, EVENING, Limit.BY).isoformat()}"
            raise


async def _how_urgent(talk: Talk) -> tuple[RequirementUrgency, str]:
    """And by which day, where there is one."""
    options = [(need, _(name)) for need, name in NEED_NAMES.items()]
    said = await talk.ask("urgency", Urgency(_("How urgent is it?"), options=options, now=talk.turn.now))
    need, _space, by = said.partition(" ")
    if need == RequirementUrgency.DATE and not by:
        by = await talk.ask("by", When(_("By which day?"), talk.turn.now, usual=EVENING, limit=Limit.BY))
    return RequirementUrgency(need), by


async def _product(talk: Talk) -> str:
    """Asked only when they own several; the one they named, else the only one they own."""
    customer = await companies.of(talk)
    owned = customer.products if customer else []
    if len(owned) < 2:
        return owned[0] if owned else ""
    options = [
        (code, await customers.product_name(talk.turn.session, code, talk.person.language)) for code in owned
    ]
    answer = await talk.ask(
        "product", Which(_("Which product is it?"), options=[*options, (SKIP, _("Another one"))])
    )
    return "" if answer == SKIP else answer


async def _two_questions(talk: Talk, commercial: bool) -> dict[str, str]:
    """What for, and how urgent. What is for sales is asked less."""
    if commercial:
        return {"use": "", "need": RequirementUrgency.WAIT, "by": ""}
    prompt = _("What would you do with it, and how do you manage now?")
    use = await talk.ask("use", Words(prompt, options=[(SKIP, _("Skip"))]))
    need, by = await _how_urgent(talk)
    return {"use": "" if use == SKIP else use, "need": need, "by": by}


async def _played_back(talk: Talk, every: list[str], asked: dict[str, str]) -> bool:
    """They confirm it, or write it again; what does not work goes its own way."""
    named = [_("• Wish: {words}").format(words=one) for one in every]
    need = _(NEED_NAMES[RequirementUrgency(asked["need"])])
    lines = [
        _("Is this right?"),
        *named,
        *([_("• What for: {use}").format(use=asked["use"])] if asked["use"] else []),
        *(
            [_("• Urgency: {urgency}").format(urgency=need)]
            if asked["use"] or asked["need"] != RequirementUrgency.WAIT
            else []
        ),
        *([_("• By: {date}").format(date=day(dates.day_of(asked["by"])))] if asked["by"] else []),
    ]
    options = [
        (YES, _("✅ Yes, pass it on")),
        ("wish", _("✏️ Write it again")),
        (PROBLEM, _("🛠 Something does not work")),
    ]
    answer = await talk.ask("right", Playback("\n".join(lines), options=options, columns=2, lead=1))
    if answer == PROBLEM:
        await start(talk.turn, report_problem, known={"problem": "\n".join(every)}, follows=talk.row)
    if answer == "wish":
        talk.answers["wish"] = await talk.ask("again", Words(wish_phrases.hint(), shortest=2))
        talk.correct("right", "again", "several")
    if answer.startswith(MORE):
        talk.answers["wish"] = f"{talk.answers['wish']}\n{answer.removeprefix(MORE)}"
        talk.say(_("I have noted that."))
        talk.correct("right", "several")
    return answer == YES


async def _file(
    talk: Talk, every: list[str], asked: dict[str, str], product: str, *, commercial: bool
) -> list[int]:
    """Raises BadInput for more than one person asks for in an hour."""
    turn, filed = talk.turn, []
    await too_many.check_wishes(talk)
    customer = await companies.of(talk)
    files = await _files(talk)
    for words in every:
        wish = AskedRequirement(
            words, talk.person, customer, files=files, use=asked["use"], need=RequirementUrgency(asked["need"]), product=product, commercial=commercial,
            needed_by=dates.day_of(asked["by"]) if asked["by"] else None,
        )  # fmt: skip
        filed.append((await process.hear(turn.session, wish, turn.now)).id)
    return filed


async def _files(talk: Talk) -> list[int]:
    """What was sent along, with any of the answers."""
    said = await ticket_messages.of_talk(talk.turn.session, talk.row.id)
    return [file.id for each in said for file in each.files]


@flow
async def wishes_for(talk: Talk) -> None:
    """A colleague casts a voice for somebody who told them, and says how it came (INT-10)."""
    require_staff(talk.person)
    session = talk.turn.session
    name = await talk.ask(
        "customer", Words(_("For which customer? A part of the name is enough."), shortest=2)
    )
    found = await customers.find(session, name, FOUND)
    if not found:
        talk.say(_("I do not know a customer called {name}.").format(name=name[:40]))
        talk.correct("customer")
    number = found[0].id
    if len(found) > 1:
        options = [(str(each.id), each.name) for each in found]
        chosen = await talk.ask("which", Choice(_("Which one?"), options=options))
        number = int(chosen)
    customer = await session.get_one(Customer, number)
    people = await customers.contacts(session, customer)
    names = [*((str(p.id), p.name) for p in people), (NO, _("Somebody else there"))]
    who = await talk.ask("who", Choice(_("Who asks for it?"), options=names))
    person = await session.get_one(Person, int(who)) if who != NO else None
    ways = [(way.value, _(text)) for way, text in SOURCE_NAMES.items()]
    source = await talk.ask("source", Choice(_("How did it come?"), options=ways, columns=2))
    words = await talk.ask("wish", Words(_("What do they ask for, in their words?"), shortest=2))
    if await _mine_too(talk, words, person, customer, talk.person, source):
        return
    asked = await _two_questions(talk, commercial := wish_phrases.commercial(words))
    wish = AskedRequirement(
        words, person, customer, files=await _files(talk), use=asked["use"], need=RequirementUrgency(asked["need"]), source=TicketSource(source), cast_by=talk.person,
        product=customer.products[0] if len(customer.products) == 1 else "", commercial=commercial,
        needed_by=dates.day_of(asked["by"]) if asked["by"] else None,
    )  # fmt: skip
    await talk.once("filed", lambda: _hear(talk, wish))


async def _hear(talk: Talk, wish: AskedRequirement) -> int:
    requirement = await process.hear(talk.turn.session, wish, talk.turn.now)
    talk.say(_("{number} is recorded.").format(number=requirement.number))
    return requirement.id
