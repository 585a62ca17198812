"""Two or three problems in one message: each is heard on its own, and what is not solved goes on one ticket (INT-1, KB-2)."""

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from copy import copy
from typing import TypeVar

from handlers.chat.flows import Talk
from handlers.chat.questions import Question
from handlers.chat.talk import Asked, made
from handlers.intake import keywords
from kb.search.problem_base import ProblemBase
from kb.search.thresholds import Decision

T = TypeVar("T")
MOST = 3  # problems; a longer list is a text that a person reads
LATER = 9  # the number of one that is told beside a later question
SHORTEST = 3  # characters of a problem
NEAR = 3  # entries nearest to one of them; what answers another is not among them

_NUMBER = re.compile(r"(?:(?<=[\s,，;；。:：])|^)[(（]?([1-5一二三四五])[)）.、．:：](?!\d)")
_ORDER = {
    sign: number
    for number, signs in enumerate(("1 一 first", "2 二 second", "3 三 third", "4 四", "5 五"), start=1)
    for sign in signs.split()
}
_ALSO = re.compile(
    r"(?:另外|此外|还有一?个?(?:问题|事)?(?:就是)?|再有|再就是|顺便)[,，:：]?(?:问一?下|说一?下)?"
    r"|[,;.!?]\s{0,3}(?:and )?(?:also|besides|secondly|second|plus|another (?:thing|problem|issue|question)(?: is)?)\b[,:]?",
    re.IGNORECASE,
)
_WHICH = re.compile(
    r"(?:^|(?<=[\s,，;；。:：]))(?:第([一二三四五])个?(?:问题|事)?是?|([一二三])(?:是(?!否)|来)(?:想?问一?下)?|(first|second|third)(?:ly)?,)",
    re.IGNORECASE,
)
_AND_ALSO = re.compile(
    r"[,，]\s?(?:而且|并且|同时|还有)(?=.{1,12}也(?!不行|没用|一样))|\band\b(?=[^,;.!?]{3,60}\b(?:either|too|as well)\b)",
    re.IGNORECASE,
)
_QUESTION_ENDS = re.compile("[?？]")
_SENTENCE_ENDS = re.compile(r"[。；;！!\n]|\.(?=\s)")
_TOO = re.compile(
    r"[,，]\s?(?=[^,，]{1,20}[也还])|[,，]\s?(?:然后|接着)|\band\b(?=\s(?:the|our|my|we|i)\s)", re.IGNORECASE
)
_ASKS = re.compile(
    r"怎么|如何|怎样|为什么|为啥|咋|哪里|在哪|哪个|能不能|可不可以|有没有|是不是|什么时候|啥时候|何时|几时|几点|多久|多少"
    r"|\b(?:how|why|where|when|which|can i|can we|could you|do we|do i|is there|what)\b",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"忘[记了]|不(?!好意思|客气|用谢|急|过|要紧|知道|着急|影响)|无法|没有?(?:反应|显示|数据|法)|错|失败|丢|慢|卡|崩|坏|闪退|乱码|空白|异常|少了?一|多了?一"
    r"|n[’'`]?t\b|\b(?:not|cannot|no|forgot|forgotten|errors?|wrong|fails?|failed|slow|blank|missing|crash\w*|lost|empty|broken|stuck|off|freezes|gone)\b",
    re.IGNORECASE,
)


def problems(text: str, base: ProblemBase | None = None) -> list[str]:
    """Each in their own words; all of it as one when it is not clear that there are more. Sentences may tell of one problem:
    they are several when the `base` has another answer to each."""
    for found in _marked(text):
        if all(map(is_problem, found)):
            return found
    for found in _told_in_a_row(text):
        if base is not None and all(map(is_problem, found)) and _answered_apart(found, base):
            return found
    return [text]


def parts(text: str) -> Iterator[list[str]]:
    """The ways in which it falls into two or three matters."""
    yield from _marked(text)
    yield from _told_in_a_row(text)


def _marked(text: str) -> Iterator[list[str]]:
    ways = (_numbered(text, _NUMBER), _numbered(text, _WHICH), _ALSO.split(text), _AND_ALSO.split(text))
    return _clean(*ways, _QUESTION_ENDS.split(text))


def _told_in_a_row(text: str) -> Iterator[list[str]]:
    return _clean(_SENTENCE_ENDS.split(text), _TOO.split(text))


def _clean(*ways: Sequence[str]) -> Iterator[list[str]]:
    for each in ways:
        found = [part.strip(" \t\n,，;；。.!！?？、:：") for part in each]
        found = [part for part in found if part]
        if 1 < len(found) <= MOST:
            yield found


def _answered_apart(found: Sequence[str], base: ProblemBase) -> bool:
    """Whether each has a likely answer of its own, which is near none of the others."""
    answers = [base.search(part) for part in found]
    if any(answer.decision not in (Decision.SURE, Decision.LIKELY) for answer in answers):
        return False
    first = [answer.hits[0].code for answer in answers]
    near = [{hit.code for hit in answer.hits[:NEAR]} for answer in answers]
    return all(one not in near[at] for one in first for at, own in enumerate(first) if own != one) and len(
        set(first)
    ) == len(first)


def _numbered(text: str, numbers: re.Pattern[str]) -> list[str]:
    """What stands after 1, 2, 3, or first, second, third; what is said before the first number introduces them."""
    marks = list(numbers.finditer(text))
    if not marks or [_ORDER[mark[mark.lastindex or 1].lower()] for mark in marks] != list(
        range(1, len(marks) + 1)
    ):
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [text[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]


def is_problem(part: str) -> bool:
    says = len(part) >= SHORTEST and not keywords.says_too_little(part)
    return says and bool(_ASKS.search(part) or _TROUBLE.search(part))


def is_whole(text: str) -> bool:
    """Whether it asks something, or says what is wrong."""
    return bool(_ASKS.search(text) or _TROUBLE.search(text) or _QUESTION_ENDS.search(text))


def says_wrong(text: str) -> bool:
    return bool(_TROUBLE.search(text))


class Part(Talk):
    """One of the problems: its own questions and answers, kept among those of the talk; each question says which it is."""

    def __init__(self, talk: Talk, number: int, words: str) -> None:
        self._whole, self._words = talk, words
        self._prefix = f"{number}:" if number > 1 else ""
        self.turn, self.row, self.person, self.args = talk.turn, talk.row, talk.person, talk.args
        self._look()

    def _look(self) -> None:
        own, kept = self._prefix, f"={self._prefix}"
        every = self._whole.answers.items()
        self.answers = {
            name.removeprefix(own) if not name.startswith("=") else f"={name.removeprefix(kept)}": answer
            for name, answer in every
            if name.startswith((own, kept) if own else ("",))
        }

    async def ask(self, name: str, question: Asked[T]) -> T:
        answer = await self._whole.ask(self._prefix + name, lambda: self._of_part(question))
        self._look()
        return answer

    async def _of_part(self, question: Asked[T]) -> Question[T]:
        asked = copy(await made(question))
        object.__setattr__(asked, "prompt", f"“{self._words}”\n{asked.prompt}")
        return asked

    async def once(self, name: str, do: Callable[[], Awaitable[T]]) -> T:
        result = await self._whole.once(self._prefix + name, do)
        self._look()
        return result

    def say(self, text: str, **more: object) -> None:
        self._whole.say(text, **more)
