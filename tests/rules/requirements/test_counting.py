"""What needs no database: the order shown, who is told once, where merges lead, what a wish is (REQ-1, REQ-2, REQ-4)."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from desk.calendars.dates import quarter_end, quarters
from desk.requirements.counting import final, moment_of, order_value, to_tell
from desk.requirements.requirement import Requirement, RequirementState, RequirementUrgency
from errors import BadInput
from handlers.requirements import formatting, wish_phrases


@dataclass
class One:
    person_id: int | None = None
    customer_id: int | None = None
    need: RequirementUrgency = RequirementUrgency.WAIT
    notified: list[str] = field(default_factory=list)
    quiet: bool = False


@pytest.mark.parametrize(
    ("voices", "effort", "value"),
    [
        ([], "S", 0),
        ([One(1, 1)], "S", 1 / 2),
        ([One(1, 1), One(2, 1)], "S", 1 / 2),  # one voice a customer
        ([One(1, 1), One(2, 1, RequirementUrgency.BLOCKS)], "S", 2 / 2),
        ([One(1, 9)], "M", 3 / 10),  # a key customer
        ([One(1, 9, RequirementUrgency.BLOCKS), One(2, 2), One(3)], "L", (6 + 1 + 1) / 20),
        ([One(1, 1)], "", 1 / 10),
    ],
)  # fmt: skip
def test_order(voices: list[One], effort: str, value: float) -> None:
    """REQ-2: customers × weight (key 3, blocking 2) ÷ days."""
    assert order_value(voices, {9}, effort) == pytest.approx(value)


def test_each_once_a_moment() -> None:
    """REQ-4: the person who has two voices through merges hears once; who heard, or wants to hear no more, does not."""
    twice, again = One(1, 1), One(1, 1, notified=["planned:2026-Q2"])
    fresh, heard, hushed, table = One(2, 1), One(3, 2, notified=["no:0"]), One(4, 3, quiet=True), One(None, 5)
    everybody = [twice, again, fresh, heard, hushed, table]
    assert to_tell(everybody, "planned:2026-Q2") == [fresh, heard, table]
    assert to_tell(everybody, "no:0") == [twice, fresh, table]
    assert to_tell(everybody, "") == []


def test_moments() -> None:
    """REQ-4: no two of the four are the same; another quarter is told, a second delivery, too; work that begins is not."""
    moments = {}
    for state in RequirementState:
        moments[state] = moment_of(Requirement(state=state, round=1, target="2026-Q2"))
    assert moments[RequirementState.PLANNED] == moments[RequirementState.IN_WORK] == "planned:2026-Q2"
    assert moments[RequirementState.HEARD] == moments[RequirementState.MERGED] == ""
    assert moments[RequirementState.NO] == moments[RequirementState.NOT_NOW] == "no:1"
    assert moments[RequirementState.DELIVERED] == "delivered:1"


def test_where_merges_lead() -> None:
    """REQ-4: A into B while B goes into C is A into C; nothing becomes a part of itself, and a circle ends."""
    assert final(2, {2: 3, 3: None}, 1) == 3
    assert final(2, {2: None}, 1) == 2
    with pytest.raises(BadInput):
        final(2, {2: 3, 3: 1, 1: None}, 1)
    assert final(1, {1: 2, 2: 1}) in (1, 2)


def test_quarters() -> None:
    assert quarters(date(2026, 11, 30)) == ["2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3"]
    assert [quarter_end(q) for q in ("2026-Q4", "2027-Q1")] == [date(2026, 12, 31), date(2027, 3, 31)]


@pytest.mark.parametrize(
    "text",
    [
        "能不能增加一个批量导出", "希望系统能支持扫码入库", "希望有自动提醒功能", "要是能按部门汇总就好了", "可不可以加一个打印按钮", "最好能自动计算税额",
        "我们想增加一个客户生日字段", "It would be great if we could export by department", "Could you add a dark theme?",
        "I wish the system could remind me", "Feature request: bulk edit", "We would love to see a mobile app",
    ],
)  # fmt: skip
def test_wishes(text: str) -> None:
    """REQ-1: words that ask for something new."""
    assert wish_phrases.asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "打印机不出纸", "怎么导出报表", "希望能尽快处理", "希望你们派人上门支持", "能不能支持一下，系统报错E1001", "Could you help me?",
        "It would be great if someone could fix the login error", "登录失败，希望能支持", "can you call me back", "加密锁红灯亮",
    ],
)  # fmt: skip
def test_no_wishes(text: str) -> None:
    assert not wish_phrases.asks(text)


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("我们想加5个用户", True), ("想购买库存模块", True), ("合同快到期了，想续费", True), ("we need 5 more users", True),
        ("我们想再加三个账号", True), ("多开两个帐号", True), ("再要十个用户", True), ("three more accounts please", True), ("2 additional user accounts", True),
        ("再加账号就报错", False), ("这个账号登录不了", False), ("怎么再加三个账号", False),
        ("怎么增加用户", False), ("增加用户时报错", False), ("How do I add more users?", False), ("打印不了", False), ("新增那个钮灰的 我们是不是没续费啊", False),
    ],
)  # fmt: skip
def test_commercial(text: str, so: bool) -> None:
    """REQ-3: renewal, more users, new modules."""
    assert wish_phrases.commercial(text) is so


def test_several_wishes_and_what_is_veiled() -> None:
    """REQ-1: a list is read as a list; passwords and numbers are not shown to colleagues."""
    assert wish_phrases.wishes("希望能增加这些：1、批量改价 2、扫码入库 3、微信提醒") == [
        "批量改价",
        "扫码入库",
        "微信提醒",
    ]
    assert wish_phrases.wishes("能不能增加批量改价") == ["能不能增加批量改价"]
    assert "abc123" not in formatting.veiled("账号密码是abc123")
    assert "13812345678" not in formatting.veiled("打13812345678")
