"""Answers from the problem base, offered in chat (KB-2 to KB-4).

sure ─▶ the one solution        not sure ─▶ up to three to choose from        nothing ─▶ no wrong answer first
"""

from typing import Any

from desk import customers
from errors import BadInput
from handlers import intents
from handlers.questions import Choice, YesNo
from handlers.said import Said
from handlers.talk import Talk
from kb import entries, outcomes, proposals
from kb.decide import Decision
from language import N_, _

NONE = "none"
MORE = "+"  # before what was said instead of a choice
SHORT = 30  # characters of a button
NEAREST = 3
WORTH_ASKING = 0.3  # of the best one's likelihood; less is no help to choose from


class Solved(YesNo):
    """Anything but a clear yes is a no, and what was said goes along: a person will read it."""

    def heard(self, said: Said) -> bool:
        try:
            return super().heard(said)
        except BadInput:
            return intents.solved(said.text) is True


class Which(Choice):
    """More words are welcome here: they are searched with the first ones."""

    def heard(self, said: Said) -> str:
        try:
            return super().heard(said)
        except BadInput:
            return MORE + said.text.strip()


async def from_the_base(talk: Talk, problem: str) -> bool:
    """Whether an entry of the base solved it."""
    code = await _near(talk, problem)
    if code is None:
        return False
    solved = await talk.ask(
        f"solved:{code}",
        Solved(await _solution(talk, code), yes=N_("✅ That solved it"), no=N_("❌ Not solved")),
    )
    await talk.once(f"outcome:{code}", lambda: _learn(talk, problem, code, solved))
    if solved:
        talk.say(_("Glad to hear it! Just write whenever something comes up."))
    return solved


async def _near(talk: Talk, problem: str) -> str | None:
    """The entry to offer; words instead of a choice are searched once more, together with the first ones."""
    words = problem
    for name in ("", "again"):
        found = await talk.once(f"found{name}", lambda words=words: _search(talk, words))  # type: ignore[misc]
        chosen = await _one_of(talk, found, f"which{name}")
        if chosen is None or not chosen.startswith(MORE):
            return chosen
        words = f"{problem} {chosen.removeprefix(MORE)}"
    return None


async def _search(talk: Talk, problem: str) -> dict[str, Any]:
    """What the base says now; it stays said, whatever happens to the base while we talk."""
    turn = talk.turn
    customer = await customers.of(turn.session, talk.person)
    await turn.base.refresh(turn.session, turn.now)
    answer = turn.base.search(intents.calm(problem), customer.products if customer else ())
    likely = [hit for hit in answer.hits[:NEAREST] if hit.score >= WORTH_ASKING * answer.hits[0].score]
    hits = likely[:1] if answer.decision is Decision.SURE else likely
    if answer.decision is Decision.NOTHING:
        hits = []
        await outcomes.record(turn.session, problem, "unanswered", turn.now, person_id=talk.person.id)
    return {
        "sure": answer.decision is Decision.SURE,
        "hits": [
            {"code": h.code, "question": h.question, "product": h.product, "kind": h.kind} for h in hits
        ],
    }


async def _one_of(talk: Talk, found: dict[str, Any], question: str) -> str | None:
    """The sure one, the one the customer picks, or (after MORE) what they said instead; None: nothing fits."""
    hits = {hit["code"]: hit for hit in found["hits"]}
    if not hits:
        return None
    chosen: str = next(iter(hits)) if found["sure"] else await talk.ask(question, _choice(found["hits"]))
    if chosen not in hits:
        return None if chosen == NONE else chosen
    await talk.once("tried", lambda: _value([chosen]))
    await talk.once("tried_product", lambda: _value(hits[chosen]["product"]))
    await talk.once("kind", lambda: _value(hits[chosen]["kind"]))
    return chosen


def _choice(hits: list[dict[str, Any]]) -> Which:
    """The whole questions in the text, for buttons are short."""
    numbered = list(enumerate(hits, start=1))
    lines = [
        _("Is it one of these? You can also tell me more."),
        *(f"{n}. {hit['question']}" for n, hit in numbered),
    ]
    options = [(hit["code"], f"{n}. {_short(hit['question'])}") for n, hit in numbered]
    return Which("\n".join(lines), options=[*options, (NONE, _("None of these"))])


def _short(question: str) -> str:
    return question if len(question) <= SHORT else question[: SHORT - 1] + "…"


async def _value(value: Any) -> Any:
    return value


async def _solution(talk: Talk, code: str) -> str:
    """The solution as it is approved now, in steps."""
    entry = await entries.get(talk.turn.session, code)
    steps = [f"{n}. {step}" for n, step in enumerate(entry.solution, start=1)]
    lines = [
        "💡 " + entry.question,
        "",
        *(steps if len(steps) > 1 else entry.solution),
        "",
        _("Did this solve it?"),
    ]
    return "\n".join(lines)


async def _learn(talk: Talk, problem: str, code: str, solved: bool) -> str:
    """What came of it; the customer's own words are proposed as a wording, for an editor to see (KB-4, KB-5)."""
    session, now, person = talk.turn.session, talk.turn.now, talk.person
    result = "solved" if solved else "not_solved"
    await outcomes.record(session, problem, result, now, entry_code=code, person_id=person.id)
    if solved:
        await proposals.propose_wording(session, code, problem, now, by=person.id)
    return result
