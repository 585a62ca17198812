"""The log at INFO tells an operator what happened, one line a fact; whose words and which secrets, it does not."""

import logging

import pytest

from bot import facts
from tests.fakes.botapi import TOKEN
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]
WORDS = "加密锁红灯亮，打不开账套"


async def test_each_fact_is_a_line_with_fields(
    desk: TestDesk, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger=facts.log.name)
    await a_ticket(cast.wang, WORDS)
    await cast.chen.presses("接单")
    await cast.chen.says("/roster")
    await desk.forward(hours=2)
    logged = [(r.action, r.fields) for r in caplog.records if hasattr(r, "action") and hasattr(r, "fields")]
    by_action = dict(reversed(logged))
    assert by_action["message.handled"]["person"] == cast.wang.person_id
    assert by_action["message.handled"].keys() == {"channel", "message", "person", "does", "ms"}
    assert by_action["message.sent"].keys() == {"message", "person", "about", "ms"}
    assert by_action["ticket.taken"] == {"record": "ticket:1", "ticket": 1, "by": cast.chen.person_id}
    raised = by_action["alert.raised"]
    assert raised["record"].startswith("alert:")
    assert raised.keys() == {"record", "ticket", "by", "level", "escalation", "to", "late_s"}
    assert str(cast.chen.person_id) in raised["to"].split(",")
    assert (raised["ticket"], raised["late_s"]) == (1, 0)
    assert f" to={raised['to']} late_s=0" in caplog.text
    assert {fields["does"] for action, fields in logged if action == "message.handled"} >= {"take", "writes"}
    text = caplog.text
    assert TOKEN not in text
    assert not any(secret in text for secret in (WORDS, WORDS[:4], "王丽", "13812345678", "重要功能"))


def test_words_in_a_field_are_left_out() -> None:
    assert facts._plain("ticket:12") == "ticket:12"
    assert facts._plain("打不开") == facts._plain("my password is x") == "…"
    assert facts._plain(None) == "-"
    assert (facts._plain([3, 5]), facts._plain([])) == ("3,5", "-")


async def test_what_is_taken_back_is_no_fact(desk: TestDesk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger=facts.log.name)

    async def fails() -> None:
        async with desk.store.transaction() as session:
            facts.note(session, "ticket.filed", record="ticket:1")
            raise KeyError

    with pytest.raises(KeyError):
        await fails()
    assert "ticket.filed" not in caplog.text
