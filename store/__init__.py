"""The floor everything stands on: the engine, one transaction at a time, and the migrations. Knows none of ours."""

from store.engine import Base, Due, Moment, Store, insert, is_conflict, savepoint

__all__ = ["Base", "Due", "Moment", "Store", "insert", "is_conflict", "savepoint"]
