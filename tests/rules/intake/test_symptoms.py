"""Editors' notes stand among the symptoms of an entry; customers are shown what they have in front of them, and no note (KB-2)."""

import pytest

from handlers.intake.kb_lists import seen_by_customers


@pytest.mark.parametrize(
    ("symptoms", "shown"),
    [
        ("No error; remote access", ""), ("no error, training request", ""), ("无报错，异地访问", ""), ("无错误代码；新用户", ""), ("N/A", ""),
        ("First page right, each next page shifted; no error code", "First page right, each next page shifted"),
        ("第一张正常，之后每张逐渐偏移；无错误代码", "第一张正常，之后每张逐渐偏移"),
        ('E1101, "Runtime component not found"; setup closes', 'E1101, "Runtime component not found"; setup closes'),
        ("E1303，“账套数据库状态异常”；SQL Server 中显示“置疑”", "E1303，“账套数据库状态异常”；SQL Server 中显示“置疑”"),
        ("None of the buttons works", "None of the buttons works"), ("无法打印\n无报错\n内部：问研发", "无法打印"), ("", ""),
    ],
)  # fmt: skip
def test_what_is_shown_of_the_symptoms(symptoms: str, shown: str) -> None:
    assert seen_by_customers(symptoms) == shown
