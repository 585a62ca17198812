"""Which entry is meant: what the base finds, asked apart by one question, then offered to choose from (KB-2, KB-3).

Shown are approved questions, symptoms and solutions only; never the words of another customer.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import takewhile
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk import customers
from desk.knowledge import learning
from errors import BadInput
from handlers.chat.flows import Talk
from handlers.chat.incoming import Said
from handlers.chat.questions import Choice
from handlers.chat.replies import yes_or_no
from handlers.intake import intents, keywords
from handlers.intake.outage import is_outage
from i18n import N_, _
from i18n.joining import cut
from kb.base.entry import ProblemType
from kb.search.clarify import CHOICES, Candidate, clarify
from kb.search.problem_base import Answer, Hit, ProblemBase
from kb.search.thresholds import Decision
from kb.text.normalise import bare, error_codes, language_of, plain

NONE = "none"
UNSURE = "unsure"
MORE = "+"  # before what was said instead of a choice
SHORT = 30  # characters of a button
SYMPTOMS = 80  # characters of a line
CONSIDERED = 6  # candidates that the clarifying question sifts
_LETTERS = re.compile(
    "(?<![A-Za-z])[A-Z]{2,10}(?![A-Za-z])"
)  # ERP, OA; Office and Trade are words of everybody
_WORD = re.compile("[a-z]{2,20}")
_CLAUSE = re.compile(r"([;；\n])")
_NO_ERROR = re.compile(
    r"(?:no error|without error|error: none|none$|n/a|无报错|無報錯|不报错|没有报错|无错误|无提示|无异常|无$)",
    re.IGNORECASE,
)
WORTH_ASKING = 0.3  # of the best one's likelihood; less is no help to choose from
ONLY_IN = {"zh": N_("I found this in Chinese only."), "en": N_("I found this in English only.")}
WISHES = (ProblemType.REQUIREMENT, ProblemType.TRAINING)
WORTH_A_LINE = 0.08  # of the best one's likelihood; where a list is shown anyway
WORTH_SHOWING = 0.02  # likelihood of those beside a likely one
IN = {"zh": N_("(in Chinese)"), "en": N_("(in English)")}
REALLY_LIKELY = 0.5  # once the best one has failed: a wrong answer is worse than a ticket (KB-3)


class Which(Choice):
    """More words are welcome here: they are searched with the first ones."""

    def heard(self, said: Said) -> str:
        try:
            return super().heard(said)
        except BadInput:
            answer = yes_or_no(said.text)
            fitting = [key for key, _label in self.options if key not in (NONE, UNSURE)]
            if answer is False:
                return NONE
            if answer and len(fitting) == 1:
                return fitting[0]
            if answer:
                raise
            intents.decline_small_talk(said.text)
            return MORE + said.text.strip()


class OneOfNames(Which):
    """A part of one name, as in “erp” or “ERP的”, is as good as its button."""

    def heard(self, said: Said) -> str:
        words = plain(said.text).removesuffix("的")
        named = [key for key, label in self.options if key not in (NONE, UNSURE) and words in plain(label)]
        return named[0] if len(words) > 1 and len(named) == 1 else super().heard(said)


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


@dataclass(frozen=True)
class BaseReply:
    """What the base says to a problem: the entries to offer or ask about, and those that follow when one that was shown at once
    has failed."""

    answer: Answer
    named: str  # the product they named
    likely: Sequence[Hit]
    following: Sequence[Hit]
    beside: Sequence[Hit]  # less likely ones, that fill a list to choose from
    spoken: frozenset[str]  # the person's language, and that of their words

    @property
    def sure(self) -> bool:
        return self.answer.decision is Decision.SURE

    @property
    def asks(self) -> bool:
        """Whether a question may come before a list: there are more than a list has, or nobody knows better (no vectors)."""
        if any(hit.language not in self.spoken for hit in self.likely):
            return False
        return not self.answer.twice or len(self.likely) > CHOICES

    @property
    def likely_one(self) -> bool:
        """Whether the first may be it, and no other is near: its solution is shown, and the others beside it."""
        return self.answer.decision is Decision.LIKELY and bool(self.likely)


async def look(
    session: AsyncSession, base: ProblemBase, language: str, problem: str, owned: Sequence[str]
) -> BaseReply:
    """`owned`: the customer's products."""
    named = await product_in(session, problem)
    known = [named] if named else owned
    answer = base.search(intents.calm(problem), known)
    readable = _readable(base, language, problem, answer.hits)
    answer, readable = _by_code(base, problem, answer, readable)
    answer, readable = _no_wishes(base, problem, answer, readable)
    likely, following = _likely(answer, readable, known)
    spoken = frozenset({language, language_of(plain(problem))})
    return BaseReply(answer, named, likely, following, _beside(answer, readable, likely, known), spoken)


async def _search(talk: Talk, problem: str) -> dict[str, Any]:
    """The base's answer, stored with the talk, so that a change of the base does not change the talk."""
    turn = talk.turn
    customer = await customers.of(turn.session, talk.person)
    owned = customer.products if customer else []
    found = await look(turn.session, turn.base, talk.person.language, problem, owned)
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
        "candidates": [asdict(candidate(turn.base, hit, found.spoken)) for hit in found.likely],
        "beside": [asdict(candidate(turn.base, hit, found.spoken)) for hit in found.beside],
        "next": [asdict(candidate(turn.base, hit, found.spoken)) for hit in found.following],
    }


async def product_in(session: AsyncSession, problem: str) -> str:
    """The one product whose name they said, or the letters in it that no other has (ERP of 星河ERP); "" for none or several."""
    said = plain(problem)
    every = await customers.products(session)
    named = [p.code for p in every if any(name and plain(name) in said for name in (p.name, p.name_en))]
    if not named:
        words = set(_WORD.findall(said))
        named = [p.code for p in every if words & {each.lower() for each in _LETTERS.findall(f"{p.name} {p.name_en}")}]  # fmt: skip
    return named[0] if len(named) == 1 else ""


def _likely(answer: Answer, readable: Sequence[Hit], owned: Sequence[str]) -> tuple[list[Hit], list[Hit]]:
    """The hits to offer or to ask about, and those that follow when a sure answer has failed."""
    if answer.decision is Decision.NOTHING:
        return [], []
    best, *others = readable
    following = [hit for hit in others if hit.score >= REALLY_LIKELY * (1 - best.score)]
    if answer.decision is Decision.SURE:
        return [best], following
    if answer.decision is Decision.LIKELY:
        return [best, *(hit for hit in others if hit.score >= WORTH_SHOWING)][:CHOICES], following
    likely = [best, *(hit for hit in others if hit.score >= WORTH_ASKING * best.score)][:CONSIDERED]
    likely = [hit for hit in likely if not owned or hit.product in ("", *owned)] or likely
    return likely, []


def _beside(
    answer: Answer, readable: Sequence[Hit], likely: Sequence[Hit], owned: Sequence[str]
) -> list[Hit]:
    """What fills a list to choose from, after those that are worth a question: a line more costs less than a ticket."""
    if answer.decision is not Decision.NOT_SURE or not answer.twice:
        return []
    least = WORTH_A_LINE * answer.probability
    rest = [hit for hit in readable if hit not in likely and hit.score >= least]
    rest = [hit for hit in rest if not owned or hit.product in ("", *owned)]
    return rest[: max(CHOICES - len(likely), 0)]


def _bare_codes(problem: str) -> set[str]:
    """The error codes, when nothing else is said."""
    codes, rest = set(error_codes(problem)), bare(problem)
    for code in codes:
        rest = rest.replace(code, "")
    return codes if not any(char.isalpha() for char in rest) else set()


def _readable(base: ProblemBase, language: str, problem: str, hits: Sequence[Hit]) -> list[Hit]:
    """Those in the language of the nearest, and those that are in another one only; a bare error code is in no language, so
    they are in the person's."""
    if codes := _bare_codes(problem):
        mine = [hit for hit in hits if hit.language == language]
        if named := [hit for hit in mine if codes & _codes_of(base, hit)]:
            return [*named, *(hit for hit in mine if hit not in named)]
    both = any(hit.elsewhere for hit in hits)
    theirs = hits[0].language if hits and not both else language_of(plain(problem))
    return [hit for hit in hits if hit.elsewhere or hit.language == theirs]


def _by_code(
    base: ProblemBase, problem: str, answer: Answer, readable: list[Hit]
) -> tuple[Answer, list[Hit]]:
    """A bare code of one entry: that the same entry stands there in another language too is no doubt."""
    codes = _bare_codes(problem)
    if not codes or len([hit for hit in readable if codes & _codes_of(base, hit)]) != 1:
        return answer, readable
    whole = min(1.0, sum(hit.score for hit in answer.hits if codes & _codes_of(base, hit)))
    first = replace(readable[0], score=max(whole, readable[0].score))
    decision = base.limits.decide(first.score, ahead=first.score if answer.twice else 0.0)
    decided = replace(answer, decision=decision, probability=first.score)
    return decided, [first, *readable[1:]]


def _no_wishes(base: ProblemBase, problem: str, answer: Answer, hits: list[Hit]) -> tuple[Answer, list[Hit]]:
    """Who names a trouble wishes for nothing new: an entry about a wish is not offered, unless it is sure (KB-3)."""
    doubtful = answer.decision in (Decision.NOT_SURE, Decision.LIKELY)
    if not doubtful or not keywords.names_trouble(problem):
        return answer, hits
    kept = [hit for hit in hits if hit.kind not in WISHES]
    if kept[:1] == hits[:1]:
        return answer, kept
    likely = kept[0].score if kept else 0.0
    return replace(answer, decision=base.limits.decide(likely), probability=likely), kept


def _codes_of(base: ProblemBase, hit: Hit) -> set[str]:
    """The error codes that the entry names."""
    problem = base.texts.get(hit.code)
    return set(error_codes(f"{hit.question} {problem.symptoms}")) if problem else set()


def candidate(base: ProblemBase, hit: Hit, spoken: Collection[str] = ()) -> Candidate:
    """`spoken`: the languages that need not be said."""
    problem = base.texts.get(hit.code)
    symptoms = problem.symptoms if problem else ""
    language = hit.language if spoken and hit.language not in spoken else ""
    return Candidate(hit.code, hit.question, symptoms, hit.product, hit.module, hit.kind, hit.score, language)


def unpacked(kept: list[dict[str, Any]]) -> list[Candidate]:
    return [Candidate(**candidate) for candidate in kept]


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
    return await talk.ask(f"which{again}", choice(shown, prompt))


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


def choice(candidates: Sequence[Candidate], prompt: str) -> Which:
    """The whole questions with their symptoms in the text, for buttons are short."""
    languages = {candidate.language for candidate in candidates}
    only, mixed = only_in(*languages) if len(languages) == 1 else "", len(languages) > 1
    lines = [*filter(None, [only]), prompt]
    for n, candidate in enumerate(candidates, start=1):
        lines += [f"{n}. {_with_language(candidate, mixed)}", *_symptoms(candidate)]
    return Which("\n".join(lines), options=[*numbered(candidates), (NONE, _("None of these"))])


def numbered(candidates: Sequence[Candidate], first: int = 1) -> list[tuple[str, str]]:
    """One numbered button a choice."""
    return [
        (candidate.code, f"{n}. {_cut(candidate.question, SHORT)}")
        for n, candidate in enumerate(candidates, start=first)
    ]


def only_in(language: str) -> str:
    """That an entry is in a language that they neither speak nor write; "" when they do."""
    return _(ONLY_IN[language]) if language in ONLY_IN else ""


def _with_language(candidate: Candidate, mixed: bool) -> str:
    return (
        f"{candidate.question} {_(IN[candidate.language])}"
        if mixed and candidate.language in IN
        else candidate.question
    )


def _symptoms(candidate: Candidate) -> list[str]:
    shown = seen_by_customers(candidate.symptoms)
    return [f"     {_cut(' '.join(shown.split()), SYMPTOMS)}"] if shown else []


def seen_by_customers(symptoms: str) -> str:
    """What they have in front of them. "No error; remote access" is a note among editors, from there to the end."""
    clauses = _CLAUSE.split(symptoms)  # with what stands between them
    kept = list(takewhile(lambda clause: not _NO_ERROR.match(clause.lstrip()), clauses))
    return "".join(kept).strip(" \t\n;；,，、")


def _cut(text: str, longest: int) -> str:
    return cut(text, longest)


async def _value(value: Any) -> Any:
    return value
