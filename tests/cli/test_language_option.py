"""`kefu` speaks the language asked for, else the machine's, else the company's."""

import re

import pytest

from tests.cli.conftest import Cli


def test_the_language_asked_for_comes_before_the_machines(kefu: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "没有" in kefu("staff", "list")
    assert "Nothing there." in kefu("--lang", "en", "staff", "list")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert "Nothing there." in kefu("staff", "list")
    kefu("--lang", "fr", "staff", "list", code=2)


def test_the_language_of_the_command_is_nobody_elses(kefu: Cli) -> None:
    """Who is added gets the company's, which is what KEFU_LANGUAGE says."""
    kefu("--lang", "zh", "staff", "add", "Ann", "--role", "engineer")
    assert kefu.json("staff", "list")[0]["language"] == "en"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("customers", "contact"), "缺少 'CUSTOMER'。"),
        (("stafff",), "没有 'stafff' 这个命令。"),
        (("staff", "list", "--nix"), "没有 --nix 这个选项。"),
        (("staff", "list", "Ann"), "在这里是多余的"),
        (("customers", "contact", "a", "b", "--phone"), "后面要写一个值"),
        (("kb", "list", "--limit", "many"), "--limit"),
    ],
)
def test_a_wrong_call_is_told_in_the_language_of_the_machine(
    kefu: Cli, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    """Typer's own words, too; nothing of it stays behind for who speaks another language. Exit code 2."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    kefu(*words, code=2)
    assert said in kefu.err
    assert "出错" in kefu.err
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    kefu(*words, code=2)
    assert "Error" in kefu.err


@pytest.mark.parametrize("words", [(), ("customers",), ("customers", "contact"), ("kb", "import"), ("run",)])
def test_help_is_chinese_for_who_reads_chinese_and_stays_english_for_the_next(
    kefu: Cli, words: tuple[str, ...]
) -> None:
    shown = kefu("--lang", "zh", *words, "--help")
    assert all(head in shown for head in ("用法：", "选项", "显示本说明。"))
    assert re.search(r"[A-Za-z]+ (the|a|of|is|with) [a-z]+", shown) is None
    again = kefu("--lang", "en", *words, "--help")
    assert all(head in again for head in ("Usage: ", "Options", "Show this message and exit."))


def test_help_says_what_is_required(kefu: Cli) -> None:
    assert "[必填]" in kefu("--lang", "zh", "customers", "contact", "--help")
    assert "[required]" in kefu("customers", "contact", "--help")
