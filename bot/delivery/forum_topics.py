"""Topics of the staff group: each is made when its first message goes out, and again when somebody has deleted it.

A crash between Telegram's answer and our note of it leaves one empty topic behind, and loses nothing.
"""

from bot.delivery.channel import Channel, Parcel
from bot.delivery.rows import Outgoing
from desk.files import File
from desk.hotline import staff_group
from desk.hotline.staff_group import Topic
from store import Store


async def thread_of(store: Store, channel: Channel, address: str, row: Outgoing) -> str:
    """The thread in which this message belongs; "" for one that belongs in none."""
    if row.topic_id is None:
        return ""
    async with store.reading(brief=True) as session:
        topic = await session.get_one(Topic, row.topic_id)
    if topic.thread:
        return topic.thread
    [thread] = await channel.send(address, Parcel("", opens=topic.name), row.id, _nothing)
    await store.retry_on_conflict(lambda session: staff_group.opened(session, topic.id, thread))
    return thread


async def _nothing(file: File) -> bytes | None:
    return None
