"""Updates as Telegram never sends them: of unknown kinds, with parts missing, of wrong types, huge, or no JSON at all."""

from typing import Any

from tests.fakes.botapi.params import Json
from tests.replicas.busy import BusyDesk

PERSON = {"id": 5_000_000_001, "is_bot": False, "first_name": "无名", "language_code": "zh"}
CHAT = {"id": 5_000_000_001, "type": "private", "first_name": "无名"}
MESSAGE = {"message_id": 1, "date": 1_760_000_000, "chat": CHAT, "from": PERSON}
ODD: tuple[Any, ...] = (
    None,
    7,
    -1,
    2**70,
    "x",
    "",
    True,
    1.5,
    [],
    [[]],
    {},
    {"id": []},
    {"id": {}},
    {"id": "9" * 200},
    {"id": 2**70},
)

UNKNOWN: list[Json] = [
    {},
    {"quantum_message": MESSAGE},
    {"poll": {"id": "1"}},
    {"message": MESSAGE | {"hologram": {"file_id": "h"}}},
]
MISSING: list[Json] = [
    *({"message": {key: value for key, value in MESSAGE.items() if key != left_out}} for left_out in MESSAGE),
    {"callback_query": {}},
    {"callback_query": {"id": "1", "from": PERSON, "data": "c:take:ticket:1:1"}},
    {"my_chat_member": {"chat": CHAT, "from": PERSON, "date": 1}},
]
WRONG: list[Json] = [
    *({kind: odd} for kind in ("message", "edited_message", "callback_query", "my_chat_member") for odd in ODD),
    *({"message": MESSAGE | {key: odd}} for key in (*MESSAGE, "text", "photo", "contact", "reply_to_message") for odd in ODD),
    *({"callback_query": {"id": "1", "from": odd, "data": odd}} for odd in ODD),
]  # fmt: skip
HUGE: list[Json] = [
    {"message": MESSAGE | {"text": "很长" * 100_000}},
    {"message": MESSAGE | {"text": "x", "entities": [{"type": "bold", "offset": n, "length": 1} for n in range(9999)]}},
]  # fmt: skip
NUMBERS: list[Json] = [{"update_id": odd, "message": MESSAGE | {"text": "?"}} for odd in ODD]
NO_UPDATES: list[Any] = [
    [],
    7,
    "update",
    None,
    True,
    b"",
    b"{",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"update_id": ' + b"9" * 9999,
]

SHAPES = (UNKNOWN, MISSING, WRONG, HUGE)


async def malformed(desk: BusyDesk) -> int:
    """Some of each shape; the next one who writes gets an answer."""
    for shape in SHAPES:
        for update in desk.chance.sample(shape, min(4, len(shape))):
            desk.api.updates.stray({"update_id": desk.api.updates.number()} | update)
    await desk.is_heard(within=15)
    return 0


async def no_updates(desk: BusyDesk) -> int:
    """No numbers, or none that can be one; and what is no update at all."""
    for thing in desk.chance.sample(NUMBERS, 5) + desk.chance.sample(NO_UPDATES, 5):
        desk.api.updates.stray(thing)
    await desk.is_heard(within=15)
    return 0


KINDS = (malformed, no_updates)
