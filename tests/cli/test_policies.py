"""`kefu policies`."""

import json

import pytest

from tests.cli.conftest import Cli


def test_a_policy_is_set_and_listed(kefu: Cli) -> None:
    assert json.loads(kefu("policies", "list", "--json"))["kb.confirmations"] == "3"
    assert "5" in kefu("policies", "set", "kb.confirmations", "5")
    assert json.loads(kefu("policies", "list", "--json"))["kb.confirmations"] == "5"
    assert "kb.review_after" in kefu("policies", "list")


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [("kb.confirmations", "many", "whole number"), ("kb.magic", "1", "There is no policy kb.magic")],
)
def test_what_cannot_be_meant_is_refused(kefu: Cli, key: str, value: str, says: str) -> None:
    assert says in kefu.refused("policies", "set", key, value)
