"""The floor everything stands on: the engine, one transaction at a time, and the migrations. Knows none of ours."""

from store.engine import Store, insert, is_conflict, savepoint
from store.tables import Base, Due, Moment, row_number

__all__ = ["Base", "Due", "Moment", "Store", "insert", "is_conflict", "row_number", "savepoint"]
