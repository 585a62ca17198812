"""Answers from the problem base, offered in chat (KB-2 to KB-4).

sure ─▶ the one solution ─▶ not solved ─▶ the next one, if it is really likely
not sure ─▶ one clarifying question ─▶ the one that is left, or up to three to choose from
nothing ─▶ no wrong answer first
"""

import re
from typing import Any

from desk.knowledge import learning
from errors import NotYet
from handlers.chat.flows import Talk
from handlers.chat.incoming import Said
from handlers.chat.message import Rows
from handlers.chat.questions import YesNo
from handlers.chat.replies import yes_or_no
from handlers.intake import intents, kb_choice, keywords, reasons
from i18n import N_, _
from kb.base import entries
from kb.search.clarify import Candidate

OF_A_PROBLEM = re.compile(r"=(?:\d:)?")  # before the name of what was kept of it


class Solved(YesNo):
    """Anything but a clear yes is a no, and what was said goes along: a person will read it.

    A customer who is still trying it gets time; a bare number may be one of the steps, so it is no answer yet.
    """

    def heard(self, said: Said) -> bool:
        wish = intents.wish(said.text)
        if wish is intents.Wish.SOLVED:
            return True
        if said.text.strip().isdecimal():
            raise NotYet(_("Did it help? Please write yes or no."))
        if intents.words(said.text) in ONLY_HEARD or (
            wish in intents.SMALL_TALK and yes_or_no(said.text) is None
        ):
            raise NotYet(_("Take your time. Just tell me afterwards whether it helped."))
        answer = yes_or_no(said.text)
        return keywords.solved(said.text) is True if answer is None else answer

    def afterwards(self, answer: object, talk: int, question: str) -> Rows:
        return reasons.buttons(talk, question) if answer is False else ()


# Phrases of customers who will try it: the outcome is not known yet.
ONLY_HEARD = frozenset({"ok", "okay", "sure", "fine", "好", "好的", "好吧", "嗯", "嗯嗯", "行", "收到"})


async def from_the_base(talk: Talk, problem: str) -> bool:
    """Whether an entry of the base solved it."""
    found, chosen = await kb_choice.near(talk, problem)
    if chosen is None:
        await talk.once("unanswered", lambda: _unanswered(talk, problem, found))
        return False
    if await _solves(talk, problem, chosen, kb_choice.stated(found, chosen.code)):
        return True
    rest = kb_choice.unpacked(found["next"])
    if not rest:
        return False
    code = await talk.ask("next", kb_choice.choice(rest, _("I am sorry. Perhaps it is this?")))
    following = next((candidate for candidate in rest if candidate.code == code), None)
    return following is not None and await _solves(talk, problem, following)


def tried(talk: Talk) -> list[str]:
    """Codes of the entries whose solution was shown, in their order."""
    return list(_shown(talk))


def _shown(talk: Talk) -> dict[str, dict[str, str]]:
    """What is known of the entries that were shown, in their order; with several problems those of each."""
    shown = [(name.partition("tried:"), answer) for name, answer in talk.answers.items()]
    return {
        code: answer for (before, found, code), answer in shown if found and OF_A_PROBLEM.fullmatch(before)
    }


def declined(talk: Talk) -> list[str]:
    """Codes of the entries that were offered to choose from, and not chosen."""
    found = [answer for name, answer in talk.answers.items() if name == "=found" or name.endswith(":found")]
    offered = [one["code"] for each in found for one in each["candidates"]]
    return [code for code in dict.fromkeys(offered) if code not in tried(talk)]


def about(talk: Talk, part: str) -> str:
    """ "product" or "kind" of what was shown last; "" when nothing was, or nothing is known of it."""
    shown = list(_shown(talk).values())
    return str(shown[-1][part]) if shown else ""


async def _solves(talk: Talk, problem: str, candidate: Candidate, stated: float | None = None) -> bool:
    """Shows the solution, and hears whether it helped."""
    code = candidate.code
    await talk.once(f"tried:{code}", lambda: _offered(talk, problem, candidate))
    solved = await talk.ask(f"solved:{code}", lambda: _solution(talk, code))
    await talk.once(f"outcome:{code}", lambda: _learn(talk, problem, candidate, solved, stated))
    if solved:
        talk.say(_("Glad to hear it! Just write whenever something comes up."))
    return solved


async def _solution(talk: Talk, code: str) -> Solved:
    """The solution as it is approved now, in steps."""
    entry = await entries.get(talk.turn.session, code)
    steps = entry.steps
    lines = [
        "💡 " + entry.question,
        "",
        *(steps if len(steps) > 1 else entry.solution),
        "",
        _("Did this solve it?"),
    ]
    yes, no = N_("✅ That solved it"), N_("❌ Not solved")
    return Solved("\n".join(lines), yes=yes, no=no, files=tuple(entry.files))


async def _offered(talk: Talk, problem: str, candidate: Candidate) -> dict[str, str]:
    if not tried(talk):
        await learning.offered(talk.turn.session, talk.person, problem, candidate, talk.turn.now)
    return {"product": candidate.product, "kind": candidate.kind}


async def _learn(talk: Talk, problem: str, candidate: Candidate, solved: bool, stated: float | None) -> str:
    """What came of it; the customer's own words are proposed as a wording, for an editor to see (KB-4, KB-5)."""
    await learning.answered(
        talk.turn.session,
        talk.person,
        problem,
        candidate.code,
        solved,
        talk.turn.now,
        product=candidate.product,
        stated=stated,
        reason="" if solved else reasons.said(talk.turn.said.text),
    )
    return "solved" if solved else "not_solved"


async def _unanswered(talk: Talk, problem: str, found: dict[str, Any]) -> bool:
    """Nothing was near enough, or nothing that was offered fits (KB-5)."""
    stated, product = kb_choice.stated(found), found["product"]
    await learning.unanswered(
        talk.turn.session, talk.person, problem, talk.turn.now, product=product, stated=stated
    )
    return True
