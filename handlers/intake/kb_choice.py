"""Which entry is meant: what the base finds, asked apart by one question, then offered to choose from (KB-2, KB-3)."""

from dataclasses import asdict, replace
from typing import Any

from desk import customers
from desk.knowledge import learning
from handlers.chat.flows import Talk
from handlers.intake import kb_lists, kb_look
from handlers.intake.kb_lists import MORE, NONE, UNSURE, OneOfNames, Which
from handlers.intake.outage import is_outage
from i18n import _
from kb.search.clarify import CHOICES, Candidate, clarify


async def near(talk: Talk, problem: str, more: str = "") -> tuple[dict[str, Any], Candidate | None]:
    """What was found, and the entry to offer; words instead of a choice, or `more` that was said to a likely answer, are
    searched once more, with the first ones."""
    words, found, chosen = f"{problem} {more.removeprefix(MORE)}".strip(), dict[str, Any](), ""
    for again in ("again",) if more else ("", "again"):
        found = await talk.once(f"found{again}", lambda words=words: _search(talk, words))  # type: ignore[misc]
        chosen = await _one_of(talk, found, again)
        if not chosen.startswith(MORE):
            break
        words = f"{problem} {chosen.removeprefix(MORE)}"
    candidates = unpacked([*found["candidates"], *found.get("beside", [])])
    return found, next((candidate for candidate in candidates if candidate.code == chosen), None)


def stated(found: dict[str, Any], code: str = "") -> float | None:
    """The probability of the first one that was found, if this is it, or none is; None if it is another."""
    first = unpacked(found["candidates"][:1])
    return next((one.score for one in first if code in (one.code, "")), None)


def named_product(talk: Talk) -> str:
    """The product they have named, in their words or when asked; "" for none."""
    asked, answer = talk.answers.get("=clarified") or {}, str(talk.answers.get("clarify", ""))
    if asked.get("part") == "product" and answer in asked["groups"]:
        return answer
    searched = [talk.answers.get(name) or {} for name in ("=foundagain", "=found")]
    return next((str(found["named"]) for found in searched if found.get("named")), "")


async def _search(talk: Talk, problem: str) -> dict[str, Any]:
    """The base's answer, stored with the talk, so that a change of the base does not change the talk."""
    turn = talk.turn
    customer = await customers.of(turn.session, talk.person)
    owned = customer.products if customer else []
    found = await kb_look.look(turn.session, turn.base, talk.person.language, problem, owned)
    if not found.sure and await is_outage(problem):
        found = replace(
            found, likely=[], following=[], beside=[]
        )  # nobody chooses from a list while nobody can work (SLA-1)
    known = found.named or (owned[0] if len(owned) == 1 else "")
    product = known or (found.likely[0].product if found.likely else "")
    if "=found" not in talk.answers:
        await learning.asked(turn.session, talk.person, problem, turn.now, product=product)
    return {
        "sure": found.sure,
        "likely": found.likely_one,
        "asks": found.asks,
        "named": found.named,
        "product": product,
        "candidates": [asdict(kb_look.candidate(turn.base, hit, found.spoken)) for hit in found.likely],
        "beside": [asdict(kb_look.candidate(turn.base, hit, found.spoken)) for hit in found.beside],
        "next": [asdict(kb_look.candidate(turn.base, hit, found.spoken)) for hit in found.following],
    }


async def _one_of(talk: Talk, found: dict[str, Any], again: str) -> str:
    """The code of the sure one, of the one left, or of the one picked; MORE and what was said instead; NONE."""
    candidates = unpacked(found["candidates"])
    if found["sure"] or found.get("likely") or not candidates:
        return candidates[0].code if candidates else NONE
    beside = unpacked(found.get("beside", []))
    if not again and found.get("asks", True):
        answer, candidates = await _clarified(talk, candidates)
        beside = [] if answer else beside
        if answer == NONE or answer.startswith(MORE):
            return answer
        if answer and len(candidates) == 1:
            return candidates[0].code
    one, several = (
        _("Is it this? You can also tell me more."),
        _("Is it one of these? You can also tell me more."),
    )
    shown = [*candidates, *beside][:CHOICES]
    prompt = several if len(shown) > 1 else one
    return await talk.ask(f"which{again}", kb_lists.choice(shown, prompt))


async def _clarified(talk: Talk, candidates: list[Candidate]) -> tuple[str, list[Candidate]]:
    """The answer to the one clarifying question, and who is left after it; "" and all when there is nothing to ask."""
    customer = await customers.of(talk.turn.session, talk.person)
    found = clarify(candidates, customer.products if customer else ())
    asked = await talk.once("clarified", lambda: _value(asdict(found) if found else {}))
    if not asked:
        return "", candidates
    groups = {name: unpacked(kept) for name, kept in asked["groups"].items()}
    answer = await talk.ask("clarify", await _clarifying(talk, asked["part"], list(groups)))
    return answer, groups.get(answer, candidates)


async def _clarifying(talk: Talk, part: str, names: list[str]) -> Which:
    if part == "product":
        session, language = talk.turn.session, talk.person.language
        labels = [await customers.product_name(session, name, language) for name in names]
        *first, last = labels
        prompt = _("Is it about {first} or {last}?").format(first=_(", ").join(first), last=last)
    else:
        labels, prompt = names, _("Where does it happen?")
    options = [*zip(names, labels, strict=True), (NONE, _("None of these")), (UNSURE, _("I am not sure"))]
    return OneOfNames(prompt, options=options, columns=2, lead=len(names))


def unpacked(kept: list[dict[str, Any]]) -> list[Candidate]:
    return [Candidate(**candidate) for candidate in kept]


async def _value(value: Any) -> Any:
    return value
