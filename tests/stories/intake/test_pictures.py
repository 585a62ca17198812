"""Pictures are read: words and error code of the question, shown, corrected by a tap or in words (INT-1, INT-6).

The reader of these stories takes the bytes of a picture for its lines; `tests/rules/test_reading.py` has the real one.
"""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.jobs.runner import JobRunner
from desk import policies
from desk.files import File
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, a_ticket, cast

__all__ = ["cast"]
LOGIN = "星河ERP\n登录时提示密码错误，请重试\n用户名: wangli 密码: Hunter2!x\n错误代码：E1001 (10.0.3.8:1521)\n确定 取消".encode()
PRINTING = b"Nebula ERP\nThe voucher was cut off at the right side\nError code: E3002\nOK Cancel"
LOGIN_EN = b"Nebula ERP\nSign-in failed, wrong password\nError code: E10O1\nOK"


async def read(content: bytes, longest: timedelta, idle: timedelta) -> Sequence[str]:
    return content.decode().splitlines()


async def stuck(self: JobRunner) -> bool:
    """Nothing is done."""
    return False


@pytest.fixture(autouse=True)
def reader(desk: TestDesk) -> None:
    desk.reads_pictures(read)


async def kept(desk: TestDesk) -> list[str | None]:
    async with desk.store.reading() as session:
        return list(await session.scalars(select(File.text).order_by(File.id)))


async def test_a_screenshot_is_a_question(desk: TestDesk, cast: Cast) -> None:
    """INT-1: they hear at once that it is looked at; what is read is shown, and searched like words once they say yes."""
    await cast.wang.does("sends_photo", data=LOGIN)
    looking = next(number for number, text in enumerate(cast.wang.texts) if "正在查看您的图片" in text)
    assert looking == len(cast.wang.texts) - 2
    assert "E1001" in cast.wang.last
    assert "登录时提示密码错误" in cast.wang.last
    assert "确定" not in cast.wang.last
    assert "Hunter2" not in cast.wang.last
    await cast.wang.presses("✅ 是")
    assert "用手机重置密码" in cast.wang.last
    await cast.wang.presses("没有解决")
    await cast.wang.presses("工作照常")
    await cast.wang.presses("提交")
    ticket = await desk.ticket()
    assert ticket.error_code == "E1001"
    assert "登录时提示密码错误" in ticket.description
    (text,) = await kept(desk)
    assert "E1001" in str(text)
    assert "Hunter2" not in str(text)


async def test_words_are_as_good_as_buttons(desk: TestDesk, cast: Cast) -> None:
    """INT-1: yes, no, or what it really is; a letter read for a digit is set right where the base knows the code."""
    await cast.emma.does("sends_photo", data=LOGIN_EN)
    assert "I read E1001 in your picture" in cast.emma.last
    await cast.emma.says("no, it is E3002")
    assert "Choose A5 and save" in cast.emma.last
    await cast.emma.says("yes")
    await cast.emma.does("sends_photo", data=PRINTING)
    await cast.emma.says("yes")
    assert "Choose A5 and save" in cast.emma.last
    await cast.emma.says("yes")
    await cast.emma.does("sends_photo", data=PRINTING)
    await cast.emma.presses("No, I will type it")
    assert "In a few words: what goes wrong?" in cast.emma.last
    await cast.emma.says("cannot log in although the password is right")
    assert "Reset it by phone" in cast.emma.last


async def test_a_burst_with_a_picture_is_one_turn(
    desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """INT-1, INT-6: a greeting, a picture and what is said while it is read have one answer."""
    object.__setattr__(policies.PIECES_WAIT, "default", "4")
    await cast.emma.says("hi")
    await desk.forward(seconds=2)
    with monkeypatch.context() as busy:
        busy.setattr(JobRunner, "work", stuck)
        await cast.emma.does("sends_photo", data=PRINTING)
        await cast.emma.says("why does it cut off the right side?")
        assert "I am looking at your picture" in cast.emma.last
        await desk.forward(seconds=5)
        assert "I am looking at your picture" in cast.emma.last
    before = len(cast.emma.texts)
    await desk.settle()
    assert "I read E3002" in cast.emma.last
    assert len(cast.emma.texts) == before + 1
    await cast.emma.presses("Yes")
    await cast.emma.presses("Not solved")
    await cast.emma.presses("Work goes on")
    await cast.emma.presses("file")
    ticket = await desk.ticket()
    assert ticket.description.startswith("why does it cut off the right side?")
    assert ticket.error_code == "E3002"


async def test_a_picture_answers_the_question_for_words(desk: TestDesk, cast: Cast) -> None:
    """KB-3: "what did the screen show? Words or a picture will do": the picture does."""
    await cast.wang.says("打不开")
    assert "截图" in cast.wang.last
    await cast.wang.does("sends_photo", data=LOGIN, caption="就是这个")
    assert "E1001" in cast.wang.last
    await cast.wang.does(
        "sends_photo", data=LOGIN
    )  # once more, before the answer: the question comes again, last
    assert "E1001" in cast.wang.last
    await cast.wang.says("对")
    assert "用手机重置密码" in cast.wang.last


async def test_an_album_of_two_codes(desk: TestDesk, cast: Cast) -> None:
    """INT-6: all of an album are read together; which code it is about is one tap."""
    await cast.wang.does("sends_album", [LOGIN, PRINTING])
    await desk.forward(seconds=4)
    assert "这些代码" in cast.wang.last
    await cast.wang.presses("E3002")
    assert "纸张选A5并保存" in cast.wang.last
    assert sum("正在查看" in text for text in cast.wang.texts) == 1


@pytest.mark.parametrize("late", [False, True])
async def test_later_in_a_report_it_is_read_without_a_word(
    desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    """INT-1: its code goes onto the ticket, also when that is filed before it is read; nobody is asked again."""
    await cast.wang.says("仓库里的扫描枪每天早上都连不上电脑")
    while "工作照常" not in "".join(cast.wang.buttons):
        await cast.wang.presses("都不是")
    with monkeypatch.context() as busy:
        if late:
            busy.setattr(JobRunner, "work", stuck)
        await cast.wang.does("sends_photo", data=LOGIN)
        await cast.wang.presses("工作照常")
        await cast.wang.presses("提交")
        assert ((await desk.ticket()).error_code == "") is late
    await desk.settle()
    assert (await desk.ticket()).error_code == "E1001"
    assert not cast.wang.sees("正在查看")


async def test_nothing_to_read_is_asked_in_words(desk: TestDesk, cast: Cast) -> None:
    """INT-1: a photo of a machine; it is kept, and what was written with it counts."""
    await cast.wang.does("sends_photo", data=b"")
    assert "没能看清" in cast.wang.last
    await cast.wang.says("凭证打印不全,右边切掉了")
    assert "纸张选A5并保存" in cast.wang.last
    await cast.wang.says("可以了")
    await cast.wang.does("sends_photo", data=b" ", caption="凭证打印不全,右边切掉了")
    assert "纸张选A5并保存" in cast.wang.last


async def test_nobody_waits_long(desk: TestDesk, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """INT-6: when it cannot be read in time they are asked in words, and it is not read any more."""
    with monkeypatch.context() as busy:
        busy.setattr(JobRunner, "work", stuck)
        await cast.emma.does("sends_photo", data=PRINTING)
        assert "I am looking at your picture" in cast.emma.last
        await desk.forward(seconds=29)
        assert "I am looking at your picture" in cast.emma.last
        await desk.forward(seconds=2)
        assert "In a few words: what goes wrong?" in cast.emma.last
    await desk.settle()
    assert "In a few words: what goes wrong?" in cast.emma.last
    assert await kept(desk) == [None]


async def test_nothing_is_said_in_a_running_talk(desk: TestDesk, cast: Cast) -> None:
    """HOT-10: between people the bot is silent, and reads nothing."""
    await a_ticket(cast.wang)
    await cast.chen.presses("接单")
    await cast.chen.presses("回复")
    await cast.chen.says("您好，请发一张截图")
    before = len(cast.wang.texts)
    await cast.wang.does("sends_photo", data=LOGIN)
    assert len(cast.wang.texts) == before
    assert LOGIN in cast.chen.files
    assert await kept(desk) == [None]
