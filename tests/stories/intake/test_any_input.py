"""Whatever people say, press and send, at any point: no exception, no dead end, nothing set aside (seeded, and short here)."""

import random
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.delivery.rows import Outgoing
from bot.incoming.inbox import FAILED, Incoming
from tests.fakes.desk import Actor, TestDesk, open_desk
from tests.stories.cast import GATHERED, Cast, gather

STEPS = 120
WORDS = [
    "凭证打印不全,右边切掉了", "加密锁红灯亮，打不开账套", "还是不行", "好了", "谢谢", "转人工", "我要投诉", "算了", "1", "5", "是", "不是",
    "/start", "/help", "/tickets", "/mine", "/find K-1001", "/find 红灯", "/track", "/closed", "/desk", "// 只给同事看", "/kb 打印", "/duty", "/roster", "/language", "/cancel", "/nonsense", "/invite engineer 张三",
    "the voucher is cut off", "it works now", "still broken", "back", "返回", "K-1001", "🙂", "<b>x</b>", "{name} %s \\", "'; DROP TABLE ticket;--",
    "a" * 4096, "\u202eabc\u200b", "13812345678", "很急", "什么破软件", "/web", "/me", "/human", "/complaint", "/new", "/surveys", "明天再说", "/figures", "/reports",
]  # fmt: skip
FILES = [
    "sends_photo",
    "sends_document",
    "sends_voice",
    "sends_sticker",
    "sends_location",
    "sends_dice",
    "sends_poll",
]


def everybody(people: Cast) -> list[Actor]:
    return [
        people.wang,
        people.wang,
        people.emma,
        people.chen,
        people.chen,
        people.li,
        people.zhao,
        people.sun,
        people.wu,
    ]


async def act(actor: Actor, chance: random.Random) -> str:
    """One deed of one person; newest buttons mostly, now and then an old one."""
    deed = chance.random()
    if deed < 0.5:
        buttons = [
            button
            for message in actor.user.visible[-8:]
            for row in message.buttons
            for button in row
            if button.data
        ]
        if buttons:
            button = chance.choice(buttons[-12:])
            actor.user.presses_data(button.data or "")
            return f"{actor.user.name} presses {button.text} ({button.data})"
    if deed < 0.6:
        data = chance.choice(
            [
                "t:1:abcd:yes",
                "c:take:1:1:",
                "c:list_page:9:0:mine",
                "c:found_page:9:1:",
                "c:history_page:1:0:99",
                "c:history_file:1:0:",
                "c:customer_file:1:0:",
                "c:make_room:1:0:",
                "c:confirm:1:3:",
                "c:acknowledge:1:1:",
                "c:score:1:1:9",
                "x",
            ]
        )
        actor.user.presses_data(data)
        return f"{actor.user.name} presses {data}"
    if deed < 0.68:
        kind = chance.choice(FILES)
        more = {"sends_location": (31.2, 121.4), "sends_poll": ("?", ["a", "b"])}.get(kind, ())
        getattr(actor.user, kind)(*more)
        return f"{actor.user.name} {kind}"
    words = chance.choice(WORDS)
    actor.user.says(words)
    return f"{actor.user.name} says {words[:40]!r}"


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_any_input_at_any_point(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    async with open_desk(tmp_path, scene=GATHERED, forgetful=seed % 2 == 0) as desk:
        people = await gather(desk)
        story = [await _step(desk, people, chance) for _number in range(STEPS)]
        async with desk.store.reading() as session:
            failed = [
                row.error for row in await session.scalars(select(Incoming).where(Incoming.state == FAILED))
            ]
            lost = [
                row.error for row in await session.scalars(select(Outgoing).where(Outgoing.state == "failed"))
            ]
        assert failed == [], "\n".join(story)
        assert lost == [], "\n".join(story)


async def _step(desk: TestDesk, people: Cast, chance: random.Random) -> str:
    actor = chance.choice(everybody(people))
    told = await act(actor, chance)
    before = desk.api.calls.copy()
    await desk.settle()
    assert desk.api.calls != before, f"no answer at all: {told}"
    if chance.random() < 0.08:
        await desk.forward(minutes=chance.choice([5, 20, 60, 300]))
    return told
