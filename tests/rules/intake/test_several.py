"""Two problems in one message are told from one, also when the second is a question (INT-1)."""

import pytest

from handlers.intake import several


@pytest.mark.parametrize(
    ("words", "many"),
    [
        ("你们这软件咋又卡死了，开票开到一半啥都没了，顺便问下合同啥时候到期", 2),
        ("heya the thingy wont let me print, says summat about a port. also when does our contract run out", 2),
        ("打印机没反应，另外多少钱一个用户", 2), ("登录不了，还有报表是不是要重新做", 2),
        ("两个事：一是登录很慢，二是想问下你们几点下班", 2), ("一是一，二是二，说清楚", 1),
        ("谢谢，另外辛苦了", 1), ("it is slow. Plus I like it", 1), ("什么时候能修好", 1),
    ],
)  # fmt: skip
def test_how_many(words: str, many: int) -> None:
    assert len(several.problems(words)) == many
