"""SLA-2: a year whose holidays nobody has announced yet is told to the administrator, once."""

from datetime import datetime

from tests.fakes.desk import SHANGHAI, TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]


async def test_the_next_year_is_not_published_yet(desk: TestDesk, cast: Cast) -> None:
    desk.clock.at = datetime(2049, 11, 30, 20, 0, tzinfo=SHANGHAI)
    await a_ticket(cast.wang)
    await desk.forward(hours=14)
    told = [text for text in cast.zheng.texts if "2050 年" in text]
    assert len(told) == 1
    assert "/calendar" in told[0]
    assert not any("2050 年" in text for text in cast.chen.texts + cast.wang.texts)
    await desk.forward(days=31)
    assert len([text for text in cast.zheng.texts if "2050 年" in text]) == 1
