"""Functions that are stored by their names: verbs in buttons, flows in talks, jobs. A name belongs to one function, for good.

A module marks its functions, and `handlers/routes.py` joins the modules of each room: what is not in its table of contents
does not exist. Renaming such a function needs a migration (`tests/documents/persisted_names.txt`).
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


class Registry(dict[str, F]):
    """Name → function, of the modules that were joined."""

    def __init__(self) -> None:
        super().__init__()
        self.marked: dict[str, dict[str, F]] = defaultdict(dict)  # module → its functions

    def mark(self, function: F, module: str) -> None:
        """Raises ValueError for a second function of the name in one module."""
        if function.__name__ in self.marked[module]:
            raise ValueError(f"{module} has two functions {function.__name__}")
        self.marked[module][function.__name__] = function

    def join(self, module: str) -> None:
        """Raises ValueError for a name that another module has."""
        taken = self.keys() & self.marked[module].keys()
        if taken:
            raise ValueError(f"{module} names again what there is already: {sorted(taken)}")
        self.update(self.marked[module])
