"""Documents of a customer: versions, who may read them, and each reading in the journal (CUS-9)."""

from sqlalchemy import select

from desk.journal import JournalEntry
from desk.people import Role
from desk.sales.documents import Document
from tests.fakes.desk import TestDesk
from tests.stories.cast import Cast, cast

__all__ = ["cast"]


async def test_a_contract_has_versions_and_readers_and_each_reading_is_noted(
    desk: TestDesk, cast: Cast
) -> None:
    """CUS-9: the contract in full for sales and management; a new version; read, sent, and who has done so; others do not see it."""
    grace = await desk.person("Grace Hall", Role.SALES, language="en")
    await desk.settle()
    await grace.does("presses_data", f"c:customer_file:{cast.customer.id}:0:")
    await grace.presses("📁 Documents")
    await grace.presses("Add a document")
    await grace.says("here it is")
    assert "as a file" in grace.last
    await grace.does("sends_document", "contract.pdf", b"prices: 12000")
    await grace.presses("Contract in full")
    await grace.presses("Just that")
    await grace.presses("Sales and management")
    assert "contract.pdf" in grace.last
    assert "Readers: sales manager" not in cast.chen.last
    await grace.presses("New version")
    await grace.does("sends_document", "contract2.pdf", b"prices: 13000")
    assert "version 2" in grace.last
    await grace.presses("📥 Open")
    assert b"prices: 13000" in grace.files
    await grace.does("presses_data", "c:show_document:1:0:")
    assert "Grace Hall added version 1" in grace.last
    assert "Grace Hall read version 2" in grace.last
    await cast.chen.does("presses_data", f"c:customer_file:{cast.customer.id}:0:")
    await cast.chen.presses("📁 文件")
    assert "没有您可以查看的文件" in cast.chen.last
    await cast.chen.does("presses_data", "c:read_document:2:0:")
    assert "没有找到" in cast.chen.last
    await cast.wang.does("presses_data", "c:read_document:2:0:")
    assert not cast.wang.files
    await cast.wu.does("presses_data", "c:show_document:2:0:")
    await cast.wu.presses("发给联系人")
    await cast.wu.presses("王丽")
    assert "已发给王丽" in cast.wu.last
    assert b"prices: 13000" in cast.wang.files
    await cast.wu.does("presses_data", "c:show_document:2:0:")
    assert "吴越把第 2 版发给王丽" in cast.wu.last
    await cast.wu.presses("可查看的人")
    await cast.wu.presses("所有服务")
    await cast.chen.does("presses_data", "c:read_document:2:0:")
    assert b"prices: 13000" in cast.chen.files
    async with desk.store.reading() as session:
        events = [
            e.event
            for e in await session.scalars(select(JournalEntry).where(JournalEntry.record.like("document:%")))
        ]
        versions = list(await session.scalars(select(Document).order_by(Document.number)))
    assert events.count("document.read") == 2
    assert [each.number for each in versions] == [1, 2]
    assert all("specialist" in each.readers for each in versions)
