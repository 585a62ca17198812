"""A survey as data: its questions in both languages, what counts as bad, and which question follows which answer (VIS-3).

    {"code": "service", "purpose": "service", "name": {"en": …, "zh": …}, "products": [], "questions": [
      {"id": "score", "kind": "scale", "ask": {…}, "most": 5, "bad": 2, "next": {"1": "words", "*": "working"}},
      {"id": "working", "kind": "choice", "ask": {…}, "options": [{"key": "yes", "en": …, "zh": …}, …], "bad": ["no"]},
      {"id": "words", "kind": "words", "ask": {…}, "optional": true}]}

A consent form of a special service has `terms`, too: {"en": …, "zh": …} (SCO-10).
`next` leads from an answer (`*`: any other) to a later question or to `end`; without it the next one in the list follows.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from errors import BadInput
from i18n import _
from i18n.joining import listed

Texts = Mapping[str, str]  # language → text
LANGUAGES = ("en", "zh")
END, ANY = "end", "*"
USUAL_MOST = 5
KEY = re.compile(r"[a-z0-9_]{1,12}")
CODE = re.compile(r"[a-z0-9_-]{1,20}")


class Purpose(StrEnum):
    CYCLE = "cycle"  # VIS-1
    SERVICE = "service"  # VIS-2
    TRAINING = "training"  # TRN-4
    CAMPAIGN = "campaign"  # VIS-6, and nothing else
    PROJECT = "project"  # a form of an implementation (PRJ-12)
    SPECIAL = "special"  # the consent form of a special service (SCO-10)


class QuestionKind(StrEnum):
    SCALE = "scale"
    CHOICE = "choice"
    WORDS = "words"
    PHOTO = "photo"


def text(texts: Texts, language: str) -> str:
    """The text in this language, else in the one there is."""
    return texts.get(language) or next(iter(texts.values()), "")


@dataclass(frozen=True)
class FormQuestion:
    id: str
    kind: QuestionKind
    ask: Texts
    most: int
    options: tuple[tuple[str, Texts], ...]
    optional: bool
    bad: tuple[str, ...] | None  # answers that alert the supervisor; None: as the policy says
    next: Mapping[str, str]

    def choices(self, language: str) -> list[tuple[str, str]]:
        """Its buttons: key and label."""
        if self.kind is QuestionKind.SCALE:
            return [(str(n), f"{n} ⭐") for n in range(1, self.most + 1)]
        return [(key, text(texts, language)) for key, texts in self.options]

    def is_bad(self, answer: object, policy: int) -> bool:
        """`policy`: a score of this or less is bad, where the survey does not say so itself (VIS-4)."""
        if self.bad is None:
            return self.kind is QuestionKind.SCALE and int(str(answer)) <= policy
        return str(answer) in self.bad


@dataclass(frozen=True)
class Form:
    code: str
    purpose: Purpose
    name: Texts
    products: tuple[str, ...]  # none: for all
    questions: tuple[FormQuestion, ...]
    terms: Texts = field(default_factory=dict)  # what is agreed to besides the answers

    @property
    def first(self) -> FormQuestion:
        return self.questions[0]

    @property
    def languages(self) -> set[str]:
        """Those in which every question is there."""
        return {language for language in LANGUAGES if all(q.ask.get(language) for q in self.questions)}

    def get(self, number: int) -> FormQuestion | None:
        return self.questions[number] if 0 <= number < len(self.questions) else None

    def number(self, question: FormQuestion) -> int:
        return self.questions.index(question)

    def after(self, question: FormQuestion, answer: object) -> FormQuestion | None:
        """The question that follows this answer; None at the end."""
        to = question.next.get(str(answer)) or question.next.get(ANY)
        if to is None:
            return self.get(self.number(question) + 1)
        return next((q for q in self.questions if q.id == to), None)

    def answered(self, answers: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
        """What was asked, and the answer in words; without those that have none."""
        told = []
        for question in self.questions:
            answer = answers.get(question.id, "")
            label = dict(question.choices(language)).get(str(answer), "")
            shown = label or ("📎" if isinstance(answer, list) else str(answer))
            told.append((text(question.ask, language), shown))
        return [(asked, shown) for asked, shown in told if shown]

    def told(self, answers: Mapping[str, Any], language: str) -> str:
        """The answers in one line: `1 ⭐ · ❌ No · still broken`."""
        return " · ".join(shown for _asked, shown in self.answered(answers, language))

    def open_question(self, answers: Mapping[str, Any]) -> FormQuestion | None:
        """The first one on the way that has no answer yet."""
        question: FormQuestion | None = self.first
        while question is not None and question.id in answers:
            question = self.after(question, answers[question.id])
        return question


def read(data: Any) -> Form:
    """A form from its data. Raises BadInput with what is wrong, and where."""
    if not isinstance(data, dict):
        raise BadInput(_("A survey is one JSON object with code, purpose, name and questions."))
    code = str(data.get("code", ""))
    if not CODE.fullmatch(code):
        raise BadInput(_("code: letters a-z, digits, - and _, 20 at most."))
    if data.get("purpose") not in list(Purpose):
        raise BadInput(_("purpose: one of {words}.").format(words=listed(Purpose)))
    rows = data.get("questions")
    if not isinstance(rows, list) or not 1 <= len(rows) <= 20:
        raise BadInput(_("questions: a list of 1 to 20."))
    questions = tuple(_question(row, f"questions[{n}]") for n, row in enumerate(rows))
    _check_ways(questions)
    products, purpose = tuple(map(str, data.get("products") or ())), Purpose(data["purpose"])
    terms = _texts(data.get("terms"), "terms") if purpose is Purpose.SPECIAL or data.get("terms") else {}
    return Form(code, purpose, _texts(data.get("name"), "name"), products, questions, terms)


def _texts(found: Any, where: str) -> Texts:
    if not isinstance(found, dict) or not any(
        str(found.get(language) or "").strip() for language in LANGUAGES
    ):
        raise BadInput(_('{where}: texts like {{"en": "…", "zh": "…"}}.').format(where=where))
    return {language: str(found[language]).strip() for language in LANGUAGES if found.get(language)}


def _question(row: Any, where: str) -> FormQuestion:
    if (
        not isinstance(row, dict)
        or row.get("kind") not in list(QuestionKind)
        or not KEY.fullmatch(str(row.get("id")))
    ):
        kinds = listed(QuestionKind)
        raise BadInput(
            _("{where}: needs an id of a-z, 0-9 and _, and a kind: {kinds}.").format(where=where, kinds=kinds)
        )
    kind, most = QuestionKind(row["kind"]), row.get("most", USUAL_MOST)
    if kind is QuestionKind.SCALE and not (isinstance(most, int) and 2 <= most <= 10):
        raise BadInput(_("{where}: most is a number from 2 to 10.").format(where=where))
    options = _options(row.get("options"), where) if kind is QuestionKind.CHOICE else ()
    keys = [key for key, _label in options] or [str(n) for n in range(1, int(most) + 1)]
    ways = {str(key): str(to) for key, to in (row.get("next") or {}).items()}
    if odd := set(ways) - {*keys, ANY}:
        raise BadInput(_("{where}: no answer is called {name}.").format(where=where, name=min(odd)))
    return FormQuestion(
        str(row["id"]), kind, _texts(row.get("ask"), f"{where}.ask"), int(most), options,
        bool(row.get("optional")), _bad(row, kind, keys, where), ways,
    )  # fmt: skip


def _options(found: Any, where: str) -> tuple[tuple[str, Texts], ...]:
    rows = found if isinstance(found, list) else []
    keys = [str(row.get("key")) for row in rows if isinstance(row, dict)]
    if not 2 <= len(rows) == len(set(keys)) <= 12 or not all(map(KEY.fullmatch, keys)):
        raise BadInput(_("{where}: options are 2 to 12, each with a key of its own.").format(where=where))
    return tuple((key, _texts(row, f"{where}.options.{key}")) for key, row in zip(keys, rows, strict=True))


def _bad(
    row: Mapping[str, Any], kind: QuestionKind, keys: Sequence[str], where: str
) -> tuple[str, ...] | None:
    found = row.get("bad")
    if found is None:
        return None
    if kind is QuestionKind.SCALE and isinstance(found, int):
        return tuple(str(n) for n in range(1, found + 1))
    if kind is QuestionKind.CHOICE and isinstance(found, list) and set(map(str, found)) <= set(keys):
        return tuple(map(str, found))
    raise BadInput(_("{where}: bad is a score, or a list of answers.").format(where=where))


def _check_ways(questions: Sequence[FormQuestion]) -> None:
    """Ways lead forward only, so that every survey comes to its end."""
    ids = [question.id for question in questions]
    for number, question in enumerate(questions):
        if question.id in ids[:number]:
            raise BadInput(_("questions[{n}]: {name} is there twice.").format(n=number, name=question.id))
        for to in question.next.values():
            if to != END and to not in ids[number + 1 :]:
                raise BadInput(
                    _("questions[{n}]: next leads to {name}, which is no later question.").format(
                        n=number, name=to
                    )
                )
