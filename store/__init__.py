"""The database layer: engine, transactions, migrations. It knows nothing of the domain."""

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
