"""`kefu` speaks the language asked for, else the machine's, else the company's."""

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
