"""The floor everything stands on: the engine, one transaction at a time, and the migrations. Knows none of ours."""

from store.engine import Store, insert, is_conflict, savepoint
from store.existence import seldom
from store.kept import kept, rarely_changes
from store.tables import Base, Due, Moment, Versioned, row_number

__all__ = [
    "Base",
    "Due",
    "Moment",
    "Store",
    "Versioned",
    "insert",
    "is_conflict",
    "kept",
    "rarely_changes",
    "row_number",
    "savepoint",
    "seldom",
]
