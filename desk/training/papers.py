"""A paper by rule: drawn, shuffled, marked; by their questions alone, without a database (TRN-3)."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from desk.training.question_bank import ExamKind, ExamQuestion, number
from errors import BadInput
from i18n import _, names

MOST = 200  # questions of one paper
ANY = 0  # level


@dataclass(frozen=True)
class RuleLine:
    """So many questions of a topic ("": any) and a level (0: any)."""

    topic: str
    level: int
    count: int

    @property
    def looseness(self) -> tuple[bool, bool]:
        return (not self.topic, not self.level)


def read_rule(text: str) -> list[RuleLine]:
    """`凭证 2 5`: five of topic 凭证, level 2; `凭证 5`: of any level; `10`: of any topic. One a line, or with `;`. Raises BadInput."""
    lines = [part.split() for part in text.replace("；", "\n").replace(";", "\n").split("\n") if part.strip()]
    found = [_line(words) for words in lines]
    if not found or sum(line.count for line in found) > MOST:
        raise BadInput(_("A paper has from 1 question to {n} at most.").format(n=MOST))
    return found


def _line(words: Sequence[str]) -> RuleLine:
    *topic, count = words
    if not (count.isascii() and count.isdecimal()) or not 1 <= int(count[:4]) <= MOST:
        raise BadInput(
            _("I do not understand “{text}”. Please write it like: topic 2 5").format(
                text=" ".join(words)[:40]
            )
        )
    level = int(topic.pop()) if len(topic) > 1 and topic[-1] in ("1", "2", "3") else ANY
    return RuleLine(" ".join(topic), level, int(count))


def draw(
    rule: Sequence[RuleLine], bank: Sequence[ExamQuestion], seen: Collection[str], seed: int
) -> list[list[Any]]:
    """Versions in the order in which they are asked, each with the order of its options; what was `seen` (codes) comes only when
    there is nothing else. Raises BadInput when the bank has too few."""
    chance = random.Random(seed)
    left, chosen = list(bank), list[ExamQuestion]()
    for line in sorted(rule, key=lambda each: each.looseness):
        fitting = [q for q in left if line.topic in ("", q.topic) and line.level in (ANY, q.level)]
        if len(fitting) < line.count:
            raise BadInput(_too_few(line, len(fitting)))
        chance.shuffle(fitting)
        fitting.sort(key=lambda question: question.code in seen)
        taken = fitting[: line.count]
        chosen += taken
        left = [question for question in left if question not in taken]
    chance.shuffle(chosen)
    return [[question.id, _order(question, chance)] for question in chosen]


def _too_few(line: RuleLine, there: int) -> str:
    about = " ".join(filter(None, (line.topic, str(line.level or ""))))
    wanted = _("The bank has too few questions: {there} of {count}.").format(there=there, count=line.count)
    return f"{wanted} ({about})" if about else wanted


def _order(question: ExamQuestion, chance: random.Random) -> list[int]:
    order = list(range(len(question.options)))
    chance.shuffle(order)
    return order


def alike(said: str, ways: Sequence[Any]) -> float:
    """How near short words are to the nearest way to say it, from 0 to 1."""
    return max((fuzz.ratio(names.key(said), names.key(str(way))) / 100 for way in ways), default=0.0)


def is_right(question: ExamQuestion, answer: Any, same: float, doubt: float) -> bool | None:
    """None: short words that are neither the same nor quite other; somebody decides. No answer is wrong."""
    if answer in (None, "", []):
        return False
    if question.kind in (ExamKind.SINGLE, ExamKind.MULTI):
        return sorted(answer if isinstance(answer, list) else [answer]) == sorted(question.right)
    if question.kind is ExamKind.TRUE_FALSE:
        return bool(answer == question.right[0])
    if question.kind is ExamKind.NUMBER:
        return abs(number(str(answer)) - number(str(question.right[0]))) <= number(question.tolerance or "0")
    near = alike(str(answer), question.right)
    return True if near >= same else False if near < doubt else None


@dataclass(frozen=True)
class Marks:
    """`by_topic`: topic → [right, of so many]."""

    right: int
    total: int
    by_topic: Mapping[str, Sequence[int]]

    @property
    def percent(self) -> int:
        return 100 * self.right // self.total if self.total else 0

    def passes(self, percent: int) -> bool:
        """To the question, not to the rounded share."""
        return self.total > 0 and 100 * self.right >= percent * self.total


def marks(verdicts: Sequence[tuple[str, bool]]) -> Marks:
    """The marks of all questions of a paper: topic, and whether it was answered rightly."""
    by_topic: dict[str, list[int]] = {}
    for topic, right in verdicts:
        so_far = by_topic.setdefault(topic, [0, 0])
        so_far[0] += right
        so_far[1] += 1
    return Marks(sum(right for _topic, right in verdicts), len(verdicts), by_topic)
