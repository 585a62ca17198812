"""A policy: its key, its default, and how its text is read; a row in the table overrides the default.

Values are kept as text an administrator can write: `1h support`, `30m`, `3d`, `5`, `5%`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from store import Base, rarely_changes

T = TypeVar("T")


class PolicyRow(Base):
    __tablename__ = "policy"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str]
    changed_at: Mapped[datetime]

    @property
    def ref(self) -> str:
        return f"policy:{self.key}"


rarely_changes(PolicyRow)


ALL: list["Policy[Any]"] = []  # each as it is made, in their order


@dataclass(frozen=True)
class Policy(Generic[T]):
    key: str  # its area, a dot, its name
    default: str
    read: Callable[[str], T]  # raises BadInput
    help: str

    def __post_init__(self) -> None:
        """Raises ValueError for a second one of its key."""
        if any(policy.key == self.key for policy in ALL):
            raise ValueError(f"two policies {self.key}")
        ALL.append(self)
