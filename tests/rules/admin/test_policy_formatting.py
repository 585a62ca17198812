"""Policies are written and shown in words, in both languages; what is shown can be typed again."""

import pytest

from desk import duration_phrases, policies
from desk.calendars.time_limits import limit
from desk.policies.readers import written
from errors import BadInput
from handlers.admin.policies import AREAS
from handlers.admin.policy_formatting import words
from i18n import LANGUAGES, speaking


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("45分钟", "45m"), ("一个半小时", "90m"), ("1.5h", "90m"), ("1.5 hours", "90m"), ("an hour and a half", "90m"), ("one hour and a half", "90m"),
        ("半小时", "30m"), ("半个钟头", "30m"), ("half an hour", "30m"), ("两小时", "2h"), ("2 小时", "2h"), ("十五分钟", "15m"), ("二十分", "20m"),
        ("1小时30分钟", "1h 30m"), ("2 working days", "2wd"), ("两个工作日", "2wd"), ("1 business day", "1wd"), ("一天", "1d"), ("3 days", "3d"), ("两周", "14d"),
        ("90 min", "90m"), ("2hrs", "2h"), ("2個半小時", "150m"), ("１ｈ", "1h"), ("2小时半", "150m"), ("4h 8h 24h 24h calendar", "4h 8h 24h 24h calendar"),
        ("30分钟服务时间", "30m support"), ("3 hours of working hours", "3h working"), ("24小时，昼夜计时", "24h calendar"), ("1d 1h", "1d 1h"), ("三十分钟", "30m"), ("一天 一小时", "1d 1h"),
    ],
)  # fmt: skip
def test_lengths_in_words(text: str, plain: str) -> None:
    assert duration_phrases.plain(text) == plain


@pytest.mark.parametrize(
    "text",
    ["半天", "马上", "soon", "1.5wd", "half a working day", "-3h", "1h of something", "1e5h", "", "monday"],
)
def test_what_is_no_length_is_asked_again(text: str) -> None:
    with pytest.raises(BadInput):
        limit(text)


@pytest.mark.parametrize("policy", policies.ALL, ids=lambda each: each.key)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shown_can_be_typed_again(policy: policies.Policy[object], language: str) -> None:
    with speaking(language):
        shown = words(policy, policy.default)
        if policy.default == "-":
            return
        assert policy.read(shown) == policy.read(policy.default)
        assert "_" not in shown
        if policy.read is not limit:
            assert policy.read(written(policy.read, shown)) == policy.read(policy.default)


def test_raw_words_are_for_nobody_to_read() -> None:
    with speaking("zh"):
        assert words(policies.FIRST_RESPONSE, "30m support") == "30分钟服务时间"
        assert words(policies.STOPS_IN, "waiting_customer suspended") == "等待客户、已挂起"
        assert words(policies.ARRIVAL, "4h 8h 24h 24h calendar") == "4小时、8小时、24小时、24小时，昼夜计时"
        assert words(policies.ALERT_LADDER, "owner general_manager") == "首问负责人、总经理"
    with speaking("en"):
        assert words(policies.VISIT_REMIND, "1d 1h") == "1 day, 1 hour"
        assert words(policies.FIRST_RESPONSE, "45m support") == "45 minutes of support hours"


def test_every_policy_can_be_found_in_chat() -> None:
    assert {each.key.partition(".")[0] for each in policies.ALL} == set(AREAS)
