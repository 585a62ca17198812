"""The command line over an empty database, as its own tests have it."""

from tests.cli.conftest import bare, kefu

__all__ = ["bare", "kefu"]
