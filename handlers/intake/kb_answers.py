"""Answers from the problem base, offered in chat (KB-2 to KB-4).

sure ─▶ the one solution ─▶ not solved ─▶ the next one, if it is really likely
likely ─▶ its solution as one that may be it, the others as buttons under it
not sure ─▶ one clarifying question ─▶ the one that is left, or up to three to choose from
nothing ─▶ no wrong answer first
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desk.knowledge import learning
from handlers.chat.flows import Talk
from handlers.chat.questions import Question
from handlers.intake import kb_choice, kb_lists, reasons
from handlers.intake.did_it_help import ANOTHER, IT_IS, Likely, Solved
from handlers.intake.kb_lists import MORE, NONE
from i18n import N_, _
from kb.base import entries
from kb.search.clarify import CHOICES, Candidate

YES, NO = N_("✅ That solved it"), N_("❌ Not solved")
AGAIN, HELPED = "a.", "h."  # before the name of a question that is asked once more
OF_A_PROBLEM = re.compile(r"=(?:\d:)?")  # before the name of what was kept of it


SOLVED, OUTCOME = "solved:", "outcome:"  # and the entry's code


async def from_the_base(talk: Talk, problem: str, more: str = "") -> bool:
    """Whether an entry of the base solved it. `more`: what was said to the first answer, in place of an answer."""
    found, chosen = await kb_choice.near(talk, problem, more)
    if chosen is None:
        await talk.once("unanswered", lambda: _unanswered(talk, problem, found))
        return False
    likely = bool(found.get("likely"))
    others = kb_choice.unpacked(found["candidates"])[1:CHOICES] if likely else []
    shown = Shown(problem, chosen, kb_choice.stated(found, chosen.code), likely, others, more)
    answer = await _answer(talk, shown)
    if isinstance(answer, bool):
        return answer or await _next(talk, problem, kb_choice.unpacked(found["next"]))
    if answer.startswith(MORE):
        return await from_the_base(talk, problem, answer)
    if answer == NONE:
        return False
    if answer == ANOTHER:
        return await _next(talk, problem, others)
    return await _solves(talk, problem, next(other for other in others if other.code == answer))


async def _next(talk: Talk, problem: str, rest: list[Candidate]) -> bool:
    """Whether one of these solves it."""
    if not rest:
        return False
    code = await talk.ask("next", kb_lists.choice(rest, _("I am sorry. Perhaps it is this?")))
    following = next((candidate for candidate in rest if candidate.code == code), None)
    return following is not None and await _solves(talk, problem, following)


def tried(talk: Talk) -> list[str]:
    """Codes of the entries whose solution was shown, in their order, but those of which they said that it is another."""
    return list(_shown(talk))


def _shown(talk: Talk) -> dict[str, dict[str, str]]:
    """What is known of the entries that were tried, in their order; with several problems those of each."""
    shown = [(name.partition("tried:"), answer) for name, answer in talk.answers.items()]
    return {
        code: answer
        for (before, found, code), answer in shown
        if found and OF_A_PROBLEM.fullmatch(before) and not _passed_over(talk, before.removeprefix("="), code)
    }


def _passed_over(talk: Talk, part: str, code: str) -> bool:
    """Whether it was shown as likely, and they mean another or have said more."""
    names = (f"{part}{again}{SOLVED}{code}" for again in (AGAIN, ""))
    last = next((talk.answers[name] for name in names if name in talk.answers), None)
    return isinstance(last, str) and last != IT_IS


def declined(talk: Talk) -> list[str]:
    """Codes of the entries that were offered to choose from, and not chosen."""
    found = [answer for name, answer in talk.answers.items() if name == "=found" or name.endswith(":found")]
    offered = [one["code"] for each in found for one in (*each["candidates"], *each.get("beside", []))]
    return [code for code in dict.fromkeys(offered) if code not in tried(talk)]


def about(talk: Talk, part: str) -> str:
    """ "product" or "kind" of what was shown last; "" when nothing was, or nothing is known of it."""
    shown = list(_shown(talk).values())
    return str(shown[-1][part]) if shown else ""


@dataclass(frozen=True)
class Shown:
    """An entry that is shown, with what is said of it. `stated`: how likely it is, if it came first."""

    problem: str
    candidate: Candidate
    stated: float | None = None
    likely: bool = False
    others: Sequence[Candidate] = ()
    more: str = ""


async def _solves(talk: Talk, problem: str, candidate: Candidate) -> bool:
    """Shows the solution of one that they have chosen, and hears whether it helped."""
    return await _answer(talk, Shown(problem, candidate)) is True


async def _answer(talk: Talk, shown: Shown) -> bool | str:
    """Shows the solution, and hears whether it helped; of a likely one also which other is meant."""
    code = shown.candidate.code
    name = f"{AGAIN if shown.more else ''}{SOLVED}{code}"
    await talk.once(f"tried:{code}", lambda: _offered(talk, shown.problem, shown.candidate))
    answer: bool | str = await talk.ask(name, lambda: _solution(talk, shown))
    if answer == IT_IS:
        name = f"{HELPED}{name}"
        prompt = _("Good. Please try it. Did it solve it?")
        answer = await talk.ask(name, Solved(prompt, yes=YES, no=NO))
    if isinstance(answer, str) and answer.startswith(MORE):
        return answer
    await talk.once(name.replace(SOLVED, OUTCOME), lambda: _learn(talk, shown, answer))
    if answer is True:
        talk.say(_("Glad to hear it! Just write whenever something comes up."))
    return answer


async def _solution(talk: Talk, shown: Shown) -> Question[Any]:
    """The solution as it is approved now, in steps."""
    entry = await entries.get(talk.turn.session, shown.candidate.code)
    steps = entry.steps
    only = [*filter(None, [kb_lists.only_in(shown.candidate.language)])]
    lines = ["💡 " + entry.question, "", *(steps if len(steps) > 1 else entry.solution), ""]
    files = tuple(entry.files)
    if not shown.likely:
        return Solved("\n".join([*only, *lines, _("Did this solve it?")]), yes=YES, no=NO, files=files)
    asked = _("Is it this? Please try it, and tell me whether it helped.")
    prompt = "\n".join([" ".join([_("This may be it:"), *only]), *lines, asked])
    options = kb_lists.numbered(shown.others, first=2) if shown.others else []
    options.append((NONE, _("None of these") if shown.others else _("No, something else")))
    return Likely(prompt, yes=YES, no=NO, options=options, files=files, last="=foundagain" in talk.answers)


async def _offered(talk: Talk, problem: str, candidate: Candidate) -> dict[str, str]:
    if not any("tried:" in name for name in talk.answers):
        await learning.offered(talk.turn.session, talk.person, problem, candidate, talk.turn.now)
    return {"product": candidate.product, "kind": candidate.kind}


async def _learn(talk: Talk, shown: Shown, answer: bool | str) -> str:
    """What came of it; the customer's own words are proposed as a wording, for an editor to see (KB-4, KB-5)."""
    solved = answer is True
    reason = ANOTHER if isinstance(answer, str) else reasons.said(talk.turn.said.text)
    await learning.answered(
        talk.turn.session,
        talk.person,
        shown.problem,
        shown.candidate.code,
        solved,
        talk.turn.now,
        product=shown.candidate.product,
        stated=shown.stated,
        reason="" if solved else reason,
    )
    return "solved" if solved else "not_solved"


async def _unanswered(talk: Talk, problem: str, found: dict[str, Any]) -> bool:
    """Nothing was near enough, or nothing that was offered fits (KB-5)."""
    stated, product = kb_choice.stated(found), found["product"]
    await learning.unanswered(
        talk.turn.session, talk.person, problem, talk.turn.now, product=product, stated=stated
    )
    return True
