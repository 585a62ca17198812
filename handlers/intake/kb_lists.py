"""Entries to choose from, as they are shown, and what is as good as a button (KB-2).

Shown are approved questions, symptoms and solutions only; never the words of another customer.
"""

import re
from collections.abc import Sequence
from itertools import takewhile

from errors import BadInput
from handlers.chat.incoming import Said
from handlers.chat.questions import Choice
from handlers.chat.replies import yes_or_no
from handlers.intake import intents
from i18n import N_, _
from i18n.joining import cut
from kb.search.clarify import Candidate
from kb.text.normalise import plain

NONE = "none"
UNSURE = "unsure"
MORE = "+"  # before what was said instead of a choice
SHORT = 30  # characters of a button
SYMPTOMS = 80  # characters of a line
ONLY_IN = {"zh": N_("I found this in Chinese only."), "en": N_("I found this in English only.")}
IN = {"zh": N_("(in Chinese)"), "en": N_("(in English)")}
_CLAUSE = re.compile(r"([;；\n])")
_NO_ERROR = re.compile(
    r"(?:no error|without error|error: none|none$|n/a|无报错|無報錯|不报错|没有报错|无错误|无提示|无异常|无$)",
    re.IGNORECASE,
)


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
        (candidate.code, f"{n}. {cut(candidate.question, SHORT)}")
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
    return [f"     {cut(' '.join(shown.split()), SYMPTOMS)}"] if shown else []


def seen_by_customers(symptoms: str) -> str:
    """What they have in front of them. "No error; remote access" is a note among editors, from there to the end."""
    clauses = _CLAUSE.split(symptoms)  # with what stands between them
    kept = list(takewhile(lambda clause: not _NO_ERROR.match(clause.lstrip()), clauses))
    return "".join(kept).strip(" \t\n;；,，、")
