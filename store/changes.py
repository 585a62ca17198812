"""Whether a value would change a record: compared as the record keeps it, for some columns keep one line of several."""

from typing import Any

from sqlalchemy import inspect


def differs(record: Any, name: str, value: Any) -> bool:
    """What an import says twice is no change the second time."""
    keeps = inspect(type(record)).validators.get(name)
    return bool(getattr(record, name) != (keeps[0](record, name, value) if keeps else value))
