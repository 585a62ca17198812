"""What an error code looks like is said once, for the search as for the ticket (INT-1)."""

import pytest

from handlers.intake import keywords
from kb.text.normalise import error_codes


@pytest.mark.parametrize(
    ("words", "code"),
    [("报错E3002打不开", "E3002"), ("代码E1007", "E1007"), ("ERR_1001", "ERR1001"), ("错误0x80070005。", "0X80070005"), ("ORA-01017：登录被拒绝", "ORA01017"),
     ("Ｅ３００２全角", "E3002"), ("第3步以后打不开", ""), ("2026年3月的报表", "")],
)  # fmt: skip
def test_a_code_is_the_same_for_search_and_ticket(words: str, code: str) -> None:
    assert keywords.error_code(words) == code
    assert [found.upper() for found in error_codes(words)[:1]] == ([code] if code else [])
