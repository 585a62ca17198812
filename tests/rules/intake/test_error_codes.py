"""What a picture of a screen tells of the problem: the codes that are believed, and the lines that are searched for (INT-1)."""

import pytest

from handlers.intake import screen_text
from kb.search.corpus import Problem
from kb.search.problem_base import ProblemBase

BASE = ProblemBase([Problem("NE-1", "登录失败", symptoms="E1007")])
BASE.search("warm up")
SCREENS = [
    (["星河ERP", "登录失败：账号已锁定30分钟", "错误代码：E1007 (10.0.3.8:1521)", "确定 取消"], ["E1007"], 2),
    (["Nebula ERP", "Sign-in failed, the account is locked", "Error code: E10O7", "OK Cancel"], ["E1007"], 2),
    (["订单 PO20240 已保存", "单据号 INV-00123", "版本 V1024"], [], 3),  # numbers that look like codes
    (["ORA-01017: invalid username/password; logon denied"], ["ORA-01017"], 1),
    (["Windows could not start", "Status: 0xc000000f"], ["0xc000000f"], 2),
    (["错误代码 E9999", "E1007"], ["E1007"], 2),  # what the base knows goes before what is only said to be one
    (["确定", "取消"], [], 2),
    ([f"菜单{number} 列表" for number in range(40)] + ["保存失败：E4711"], ["E4711"], 1),  # of a whole screen only the trouble
    ([f"菜单{number} 列表" for number in range(40)], [], 0),
    ([], [], 0),
    (["错误 " + "x" * 900] * 3, [], 1),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "codes", "told"), SCREENS)
def test_what_a_screen_tells(lines: list[str], codes: list[str], told: int) -> None:
    seen = screen_text.seen_in(BASE, ["\n".join(lines)])
    assert list(seen.codes) == codes
    assert len(seen.lines) == told
    assert sum(map(len, seen.lines)) <= screen_text.LONGEST
    assert all(any(code in line for line in seen.lines) for code in codes)
