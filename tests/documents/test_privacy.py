"""Every table is said to hold data about people or not, in the code and in docs/privacy.md."""

import re

import pytest
from sqlalchemy import JSON

import bot.app  # noqa: F401 - brings in every table
from desk.privacy import made_files
from desk.privacy.personal import HOLDINGS, NOBODY, NUMBERS_ONLY, of
from store import Base
from store.tables import Number
from tools.house_map import ROOT

HOLDS_FILES = re.compile(r"(^|_)(file|photo|picture|image|scan|logo|document|attachment|upload)s?(_ids?)?$")
TOLD = (ROOT / "docs" / "privacy.md").read_text("utf8")


def test_every_table_is_listed_once() -> None:
    held = [holding.table for holding in HOLDINGS]
    assert sorted([*held, *NUMBERS_ONLY, *NOBODY]) == sorted(Base.metadata.tables)


def test_the_document_lists_them() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", TOLD, re.MULTILINE)
    assert sorted(rows) == sorted(holding.table for holding in HOLDINGS)
    by_number = TOLD.split("By number only")[1].split("## ")[0]
    assert sorted(re.findall(r"`(\w+)`", by_number)) == sorted(NUMBERS_ONLY)


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda holding: holding.table)
def test_every_column_that_is_emptied_is_there(holding: object) -> None:
    table = of(holding.table)  # type: ignore[attr-defined]
    assert set(holding.empties) - set(table.columns.keys()) == set()  # type: ignore[attr-defined]


def test_every_column_with_numbers_of_files_is_known() -> None:
    """By its foreign key, or by name: what a record holds is not taken for a drawing that was only sent, and emptied with the message."""
    lists, ones = [], []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if HOLDS_FILES.search(column.name) and not column.foreign_keys:
                lists += [f"{table.name}.{column.name}"] * isinstance(column.type, JSON)
                ones += [f"{table.name}.{column.name}"] * isinstance(column.type, Number)
    assert sorted(lists) == sorted(made_files.LISTS)
    assert sorted(ones) == sorted(made_files.ONE)
