"""Surveys as data: what is read, what is refused and where, and which question follows (VIS-3)."""

import json
from typing import Any

import pytest

from desk.surveys import forms
from desk.surveys.survey_catalogue import BUILT_IN
from errors import BadInput

TEXTS = {"en": "?", "zh": "？"}


def a_survey(*questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"code": "x", "purpose": "campaign", "name": TEXTS, "questions": list(questions), **more}


def scale(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "kind": "scale", "ask": TEXTS, **more}


YES_NO = {"kind": "choice", "ask": TEXTS, "options": [{"key": "yes", "en": "Yes"}, {"key": "no", "en": "No"}]}


def test_answers_lead_to_their_question() -> None:
    """The unhappy are asked why, the others are not; every way comes to its end."""
    form = forms.read(
        a_survey(
            scale("a", next={"1": "why", "2": "why", "*": "b"}), {"id": "why", "kind": "words", "ask": TEXTS},
            {"id": "b", **YES_NO, "next": {"yes": "end"}}, {"id": "photo", "kind": "photo", "ask": TEXTS, "optional": True},
        )
    )  # fmt: skip
    a, why, b, photo = form.questions
    assert [form.after(a, score) for score in (1, 2, 3)] == [why, why, b]
    assert (form.after(why, "slow"), form.after(b, "yes"), form.after(b, "no")) == (b, None, photo)
    assert form.open_question({}) is a
    assert form.open_question({"a": 4}) is b
    assert form.open_question({"a": 1, "why": "…", "b": "yes"}) is None
    assert form.told({"a": 4, "b": "no"}, "zh") == "4 ⭐ · No"


def test_what_counts_as_bad() -> None:
    """As the survey says, else a score as the policy says (VIS-4)."""
    form = forms.read(
        a_survey(scale("a"), scale("b", bad=3), scale("c", bad=0), {"id": "d", **YES_NO, "bad": ["no"]}, {"id": "e", **YES_NO})
    )  # fmt: skip
    a, b, c, d, e = form.questions
    assert [a.is_bad(2, 2), a.is_bad(3, 2), b.is_bad(3, 2), c.is_bad(1, 2)] == [True, False, True, False]
    assert [d.is_bad("no", 2), d.is_bad("yes", 2), e.is_bad("no", 2)] == [True, False, False]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ([], "one JSON object"),
        (a_survey(scale("a"), code="X Y"), "code"),
        (a_survey(scale("a"), purpose="fun"), "purpose"),
        (a_survey(), "1 to 20"),
        (a_survey(scale("a"), name={}), "name"),
        (a_survey({"id": "a", "kind": "song"}), r"questions\[0\].*kind"),
        (a_survey(scale("a", ask="?")), r"questions\[0\].ask"),
        (a_survey(scale("a", most=1)), "2 to 10"),
        (a_survey(scale("a", next={"9": "end"})), "no answer is called 9"),
        (a_survey(scale("a", bad=["no"])), "bad is a score"),
        (a_survey(scale("a"), scale("a")), "twice"),
        (a_survey(scale("a"), scale("b", next={"*": "a"})), "no later question"),
        (a_survey({**YES_NO, "id": "a", "options": [{"key": "yes", "en": "Yes"}]}), "2 to 12"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(data: Any, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        forms.read(data)


def test_what_comes_along_is_whole_in_both_languages() -> None:
    built_in = [forms.read(data) for data in json.loads(BUILT_IN.read_text("utf8"))]
    assert {form.purpose for form in built_in} == {"cycle", "service", "training"}
    assert all(form.languages == {"en", "zh"} for form in built_in)
