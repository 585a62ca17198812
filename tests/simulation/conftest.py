"""The command line over an empty database, as its own tests have it."""

from tests.cli.conftest import kefu

__all__ = ["kefu"]
