"""What hangs on a person's record when two become one (CUS-4): a new column that names a person must be decided about."""

import re

from sqlalchemy import Boolean, Date

import bot.app  # noqa: F401 - brings in every table
from desk import joining_customers, merging_contacts
from store import Base, Moment

NO_PERSON = (Date, Moment, Boolean)  # `decide_by` is a day, `first_contact` is yes or no
NAMES_SOMEBODY = re.compile(r"(^|_)(person|contact)(_id)?$|(^|_)by$|^(recipients|members)$")


def test_every_column_that_names_a_person_is_decided_about() -> None:
    """By its foreign key, or by its name where a floor below knows no people."""
    found = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if (NAMES_SOMEBODY.search(column.name) and not isinstance(column.type, NO_PERSON))
        or any(k.column.table.name == "person" for k in column.foreign_keys)
    }
    decided = [*merging_contacts.FOLLOWS, *merging_contacts.OF_STAFF, *merging_contacts.ITSELF]
    assert sorted(found) == sorted(decided)
    assert len(set(decided)) == len(decided)


def test_what_follows_is_mapped() -> None:
    for column in merging_contacts.FOLLOWS:
        assert merging_contacts.attribute_of(column).key == column.partition(".")[2]


def test_every_column_that_names_a_customer_is_decided_about() -> None:
    """CUS-12: two customers that are one; a list of customers in one column is `_classes`, a search is forgotten."""
    found = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name == "customer_id" or any(k.column.table.name == "customer" for k in column.foreign_keys)
    }
    assert sorted(found) == sorted([*joining_customers.FOLLOWS, *joining_customers.ITSELF])
    assert all(
        merging_contacts.attribute_of(column).key == "customer_id" for column in joining_customers.FOLLOWS
    )
