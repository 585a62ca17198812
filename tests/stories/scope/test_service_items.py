"""The catalogue of services: a table taken in by chat and command line, prices that count from a day on (SCO-7)."""

from collections.abc import Iterator
from datetime import date

import pytest

from bot.cli.admin import table_import as admin_table_import
from desk.money import Money
from desk.scope import catalogue
from handlers.admin.tables import TABLES
from tests.fakes.desk import TestDesk
from tests.stories.admin.test_table_import import sends
from tests.stories.cast import Cast, cast

__all__ = ["cast"]

FIRST = (
    "项目编号,服务项目,英文名称,单位,问题类型,服务范围内,视情况,计入,收费标准,生效日期\n"
    "VISIT,上门服务,On-site visit,visit,,免费服务期|收费服务期,,次上门,800元,2026-01-01\n"
    "TRAIN,操作培训,Training,天,培训,实施项目,收费服务期,,2000,2026-01-01\n"
    "X1,怪东西,,,火星问题,,,,1,\n"
    "X2,没有价格,,,,,,,三块石头,\n"
)
DEARER = FIRST.splitlines()[0] + "\nVISIT,上门服务,On-site visit,visit,,free|paid,,visits,￥900,2026-04-01\n"
REWRITTEN = DEARER.replace("2026-04-01", "2026-01-01")


@pytest.fixture(autouse=True)
def tables() -> Iterator[None]:
    admin_table_import.offer()
    yield
    TABLES.clear()


async def prices(desk: TestDesk, on: date) -> dict[str, Money]:
    async with desk.store.reading() as session:
        return {item.code: item.price for item in await catalogue.items(session, on)}


async def takes_in(cast: Cast, desk: TestDesk, text: str) -> str:
    await sends(cast.zheng, "服务价目.csv", text)
    await cast.zheng.presses("导入")
    await desk.forward(seconds=20)
    return cast.zheng.last


async def test_a_changed_price_counts_from_its_day_and_the_one_before_stays(
    desk: TestDesk, cast: Cast
) -> None:
    """SCO-7: names in either language, bad rows by line; the same file again changes nothing; what has counted is not rewritten."""
    told = await takes_in(cast, desk, FIRST)
    assert "新增 2 条" in told
    assert "火星问题" in told
    assert "第 5 行" in told
    assert "未变 2 条" in await takes_in(cast, desk, FIRST)
    assert "更新 1 条" in await takes_in(cast, desk, DEARER)
    assert (await prices(desk, date(2026, 3, 31)))["VISIT"] == Money(80_000)
    assert (await prices(desk, date(2026, 4, 1)))["VISIT"] == Money(90_000)
    assert "有误 1 条" in await takes_in(cast, desk, REWRITTEN)
    assert "生效" in cast.zheng.last
    assert (await prices(desk, date(2026, 3, 31)))["VISIT"] == Money(80_000)
    async with desk.store.reading() as session:
        visit = await catalogue.item(session, "VISIT", date(2026, 3, 2))
        training = await catalogue.item(session, "TRAIN", date(2026, 3, 2))
    assert visit is not None
    assert training is not None
    assert (visit.in_scope_for, visit.counts_against) == (["free", "paid"], "visits")
    assert (training.problem_types, training.depends_for, training.unit) == (["training"], ["paid"], "day")
    assert await prices(desk, date(2025, 12, 31)) == {}
