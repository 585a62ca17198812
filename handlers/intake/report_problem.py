"""A customer reports a problem (INT-1 to INT-5, KB-2, KB-3).

words ─▶ the problem base ─▶ solved
              └▶ not solved, or nothing near enough ─▶ only what is not known yet ─▶ playback ─▶ ticket
"""

from collections.abc import Sequence
from typing import Any

from desk import customers, limits, policies
from desk.hotline import messages as ticket_messages
from desk.hotline import routing
from desk.knowledge import learning
from desk.people import Role, keep_phone
from desk.requirements import process as requirement_process
from desk.requirements.process import AskedRequirement
from desk.scope import process as scope_process
from desk.sla import emergencies
from desk.ticket import URGENCY_NAMES, Ticket, Urgency
from desk.tickets import incidents, lifecycle, problem_type
from handlers.chat.flows import FLOWS, Talk, flow, start
from handlers.chat.questions import SKIP, Phone, Question, Words
from handlers.intake import companies, kb_answers, kb_choice, keywords, pictures, several, too_many, unclear
from handlers.intake import problem_type as about_question
from handlers.intake.outage import is_outage
from handlers.intake.questions import (
    EFFECT,
    MORE,
    UNSURE,
    InWords,
    Playback,
    Reason,
    WhichProduct,
    WorkEffect,
)
from i18n import _
from kb.base import taxonomy
from kb.base.entry import ProblemType
from kb.search.thresholds import Decision

ADDED = "=added"  # what was said beside later questions
NO = "no"  # what the base has is not it


@flow
async def report_problem(talk: Talk) -> None:
    """A problem is reported, from the first words to a solution or a ticket number (INT-1)."""
    problem = await pictures.problem(talk, InWords(_what_goes_wrong(talk), shortest=2))
    problem, known = await unclear.asked(talk, problem)
    open_ones = await _not_solved(talk, problem) if known else [problem]
    if not open_ones:
        return
    problem = problem if len(open_ones) > 1 or problem in open_ones else open_ones[0]
    if (added := str(talk.answers.get(ADDED, ""))) and not await _solved_apart(talk, added):
        open_ones, problem = [*open_ones, added], f"{problem}\n{added}"
    await _ask_what_is_missing(talk, problem)
    if await _play_back(talk, problem):
        return
    await talk.once("ticket", lambda: _file(talk, problem, asked=open_ones))


async def _not_solved(talk: Talk, problem: str) -> list[str]:
    """Each problem of one message has its own answer; those of them that no entry has solved (INT-1, KB-2)."""
    every = await talk.once("every", lambda: _each(talk, problem))
    if len(every) == 1:
        return [] if await kb_answers.from_the_base(talk, problem) else [problem]
    return [
        words
        for number, words in enumerate(every, start=1)
        if not await kb_answers.from_the_base(several.Part(talk, number, words), words)
    ]


async def _each(talk: Talk, problem: str) -> list[str]:
    return [problem] if pictures.SEEN in talk.answers else several.problems(problem, talk.turn.base)


async def _solved_apart(talk: Talk, added: str) -> bool:
    """Whether what was said beside a later question is a problem of its own that the base solves; else it is on the ticket."""
    part = several.Part(talk, several.LATER, added)
    apart = await talk.once("apart", lambda: _is_another(talk, added))
    return bool(apart) and await kb_answers.from_the_base(part, added)


async def _is_another(talk: Talk, words: str) -> str:
    """The entry that answers it, when it is none of those that were offered already."""
    answer = talk.turn.base.search(words)
    known = [*kb_answers.tried(talk), *kb_answers.declined(talk)]
    decided = answer.decision in (Decision.SURE, Decision.LIKELY)
    return answer.hits[0].code if decided and answer.hits[0].code not in known else ""


async def _asked(talk: Talk, name: str, question: Question[str]) -> str:
    """What was said beside it is kept, and it is asked again."""
    answer = await talk.ask(name, question)
    if answer.startswith(EFFECT):
        talk.answers["urgency"] = answer.removeprefix(EFFECT)
    elif answer.startswith(MORE):
        talk.answers[ADDED] = "\n".join(filter(None, (talk.answers.get(ADDED), answer.removeprefix(MORE))))
        talk.answers.pop("=apart", None)
    else:
        return answer
    talk.say(_("I have noted that."))
    talk.correct(name)
    raise AssertionError


@flow
async def ask_a_person(talk: Talk) -> None:
    """A wish for a human is granted at any moment, with one question at most (INT-9)."""
    problem = await talk.ask(
        "problem",
        Reason(
            _("A person will take over. In a few words: what is it about?"),
            options=[(SKIP, _("Just call me"))],
        ),
    )
    await companies.asked(talk, problem)
    if not talk.person.phone:
        await talk.ask("phone", phone_question())
    words = _("The customer asks to speak with a person.") if problem == SKIP else problem
    await talk.once("ticket", lambda: _file(talk, words, kind=ProblemType.OTHER))


@flow
async def ask_sales(talk: Talk) -> None:
    """What something costs, or a wish to buy or to be paid back: to sales, with one question at most (INT-1)."""
    interest = SKIP
    if not keywords.tells_sales_enough(talk.args["words"]):
        question = _(
            "Our sales colleagues will tell you. What are you interested in, and for how many users?"
        )
        interest = await talk.ask("interest", Words(question, options=[(SKIP, _("Just call me"))]))
    await companies.asked(talk, talk.args["words"])
    if not talk.person.phone:
        await talk.ask("phone", phone_question())
    words = "\n".join(filter(None, (talk.args["words"], "" if interest == SKIP else interest)))
    await talk.once("wish", lambda: _to_sales(talk, words))


async def _to_sales(talk: Talk, words: str) -> int:
    """With the customer's sales manager, who is to act by a time (REQ-3); a ticket would go to the person who mends things."""
    await too_many.check_wishes(talk)
    remember(talk)
    customer = await companies.of(talk)
    asked = AskedRequirement(words, talk.person, customer, commercial=True)
    return (await requirement_process.hear(talk.turn.session, asked, talk.turn.now)).id


def _what_goes_wrong(talk: Talk) -> str:
    """A picture came before any words: it is kept, and they are asked for."""
    if after_picture := pictures.what_goes_wrong(talk):
        return after_picture
    said = talk.turn.said
    if said.attachments and not said.text.strip():
        return _("Thank you, I have kept it. In a few words: what goes wrong?")
    return _("What goes wrong? One sentence is enough; pictures and files are welcome.")


def phone_question() -> Phone:
    return Phone(
        _("At which number can we reach you?"),
        options=[(SKIP, _("Only here in the chat"))],
        share_phone=_("📱 Share my number"),
    )


async def _ask_what_is_missing(talk: Talk, problem: str) -> None:
    """Nothing that is known is asked (INT-1)."""
    person = talk.person
    await companies.asked(talk, problem)
    if not await talk.once("product", lambda: _known_product(talk)):
        await _asked(talk, "product", WhichProduct(_("Which product is it?"), options=await _products(talk)))
    if not await talk.once("urgency", lambda: _clear_urgency(problem)):
        await _asked(talk, "urgency", WorkEffect(_("How is your work affected?"), options=_urgencies()))
    if person.customer_id is None and not person.organisation:
        await talk.ask(
            "organisation",
            InWords(_("Which company are you with?"), options=[(SKIP, _("Skip"))], longest=200),
        )
    if not person.phone:
        await talk.ask("phone", phone_question())


async def _known_product(talk: Talk) -> str:
    """The one they named, the only one they own, or the one whose entry was tried."""
    if named := kb_choice.named_product(talk):
        return named
    owned = await _owned(talk)
    tried = kb_answers.about(talk, "product")
    return owned[0] if len(owned) == 1 else tried if tried in owned or not owned else ""


async def _clear_urgency(problem: str) -> str:
    return Urgency.VERY_URGENT if await is_outage(problem) else ""


async def _products(talk: Talk) -> list[tuple[str, str]]:
    owned = await _owned(talk)
    every = await customers.products(talk.turn.session)
    options = [(p.code, p.named(talk.person.language)) for p in every if not owned or p.code in owned]
    return [*options, (UNSURE, _("Something else / not sure"))]


def _urgencies() -> list[tuple[str, str]]:
    return [(urgency, _(name)) for urgency, name in URGENCY_NAMES.items()]


def _given(talk: Talk, name: str) -> str:
    """What was asked, else what was known; "" when it was skipped."""
    answer = str(talk.answers.get(name) or talk.answers.get(f"={name}") or "")
    return "" if answer in (SKIP, UNSURE) else answer


async def _play_back(talk: Talk, problem: str) -> bool:
    """The customer confirms the record, or corrects any line of it (INT-5). True: by its new type it is a wish, which goes its own way."""
    session, person = talk.turn.session, talk.person
    product = await customers.product_name(session, _given(talk, "product"), person.language)
    urgency = _(URGENCY_NAMES[Urgency(_given(talk, "urgency"))])
    phone = _given(talk, "phone") or person.phone
    several_companies, company = await companies.options(talk), await companies.of(talk)
    about_it = await problem_type.named(session, **await _about(talk, problem), language=person.language)
    lines = [
        _("Is this right?"),
        _("• Problem: {words}").format(words=problem),
        *([_("• Company: {name}").format(name=company.name)] if company and several_companies[1:] else []),
        *([_("• Product: {product}").format(product=product)] if product else []),
        _("• Effect: {urgency}").format(urgency=urgency),
        _("• About: {what}").format(what=about_it),
        *([_("• Phone: {phone}").format(phone=phone)] if phone else []),
    ]
    corrections = {
        "problem": _("✏️ Problem"),
        "product": _("✏️ Product"),
        "urgency": _("✏️ Effect"),
        "phone": _("✏️ Phone"),
        "subtype": _("✏️ About"),
    }
    if several_companies[1:]:
        corrections["company"] = _("✏️ Company")
    options = [("file", _("✅ Yes, file it")), *corrections.items()]
    chosen = await _asked(talk, "right", Playback("\n".join(lines), options=options, columns=2, lead=1))
    return chosen != "file" and await _correct(talk, chosen)


async def _about(talk: Talk, words: str, kind: ProblemType | None = None) -> dict[str, Any]:
    """Type and sub-type: as they were corrected, of the entry that was tried, or as the words say (INT-2, INT-11)."""
    known = await taxonomy.catalogue(talk.turn.session)
    if chosen := known.get(str(talk.answers.get("subtype", ""))):
        return {"kind": chosen.kind, "subtype": chosen.code}
    proposed = await problem_type.propose(talk.turn.session, words)
    fault = ProblemType.TECHNICAL if await is_outage(words) else None
    found = kind or ProblemType(
        kb_answers.about(talk, "kind") or fault or proposed.kind or ProblemType.TECHNICAL
    )
    return {"kind": found, "subtype": proposed.of(found, known.values())}


async def _correct(talk: Talk, line: str) -> bool:
    """Asks one line again; True: it is no problem any more. What was known rather than asked is asked now."""
    asked: dict[str, Any] = {
        "problem": Words(_("Please write it again in your words."), shortest=2),
        "product": WhichProduct(_("Which product is it?"), options=await _products(talk)),
        "urgency": WorkEffect(_("How is your work affected?"), options=_urgencies()),
        "phone": phone_question(),
    }
    if line == "company":
        asked[line] = companies.question(await companies.options(talk))
    if line == "subtype":
        words = pictures.so_far(talk.answers)
        asked[line] = await about_question.question(talk.turn.session, words, talk.person.language)
    ask = _asked if line in ("product", "urgency") else Talk.ask
    talk.answers[line] = await ask(talk, f"new_{line}", asked[line])
    if line == "subtype" and await _is_wish(talk):
        return True  # it is no problem any more
    if line == "problem":
        talk.answers["more"] = SKIP  # it was said of the words before
        talk.answers.pop(ADDED, None)
        pictures.rewritten(talk)
        talk.answers.pop("subtype", None)
    talk.correct("right", f"new_{line}")
    return False


async def _is_wish(talk: Talk) -> bool:
    """The type they chose is a requirement: it goes on as one, and nothing is asked twice (REQ-1)."""
    chosen = (await taxonomy.catalogue(talk.turn.session))[str(talk.answers["subtype"])]
    if chosen.kind is not ProblemType.REQUIREMENT:
        return False
    remember(talk)
    known = {"wish": pictures.so_far(talk.answers), "already": NO, "product": _given(talk, "product") or SKIP}
    await start(
        talk.turn, FLOWS["wishes"], {"commercial": chosen.role == Role.SALES_MANAGER}, known, follows=talk.row
    )
    return True


async def _owned(talk: Talk) -> list[str]:
    customer = await companies.of(talk)
    return customer.products if customer else []


async def _file(talk: Talk, words: str, *, kind: ProblemType | None = None, asked: Sequence[str] = ()) -> int:
    """The ticket, with all that was said and sent, to the one on duty."""
    session, now, person = talk.turn.session, talk.turn.now, talk.person
    remember(talk)
    urgency = Urgency(_given(talk, "urgency") or keywords.effect(words) or Urgency.GENERAL)
    down = urgency is Urgency.VERY_URGENT
    if earlier := await too_many.joins(talk, policies.TICKETS_AN_HOUR, down=down):
        return earlier
    customer = await companies.of(talk)
    ticket = Ticket(
        contact_id=person.id,
        customer_id=customer.id if customer else None,
        description=words,
        **await _about(talk, words, kind),
        urgency=urgency,
        product=_given(talk, "product"),
        error_code=keywords.error_code(words) or await pictures.code(talk),
        tried=kb_answers.tried(talk),
        declined=kb_answers.declined(talk),
    )
    await lifecycle.file(session, ticket, now)
    for each in dict.fromkeys(one for one in asked if one != ticket.description):  # `file` has noted that one
        await learning.became_ticket(session, person, each, ticket.id)
    await ticket_messages.move_to_ticket(session, talk.row.id, ticket.id)
    joined = await incidents.look(session, ticket, now) is not None
    waits = not joined and await scope_process.filed(session, ticket, now)
    if not waits and (not joined or ticket.assignee_id is None):
        await routing.assign(session, ticket, now)
    if await limits.may_call_emergency(session, person, now):
        await emergencies.call(session, ticket, now)
    return ticket.id


def remember(talk: Talk) -> None:
    """What they told about themselves is not asked again (CUS-4)."""
    if "phone" in talk.answers:
        keep_phone(talk.person, _given(talk, "phone"))
    talk.person.organisation = _given(talk, "organisation") or talk.person.organisation
