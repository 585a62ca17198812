"""Which of two versions is older, as people write them (REL-2)."""

import pytest

from desk.releases.version_order import older


@pytest.mark.parametrize(
    ("one", "other", "is_older"),
    [
        ("8.1", "8.2", True),
        ("8.2", "8.10", True),
        ("V8.2", "8.2", False),
        ("8.2", "v 8.2", False),
        ("8.2", "8.2 SP1", True),
        ("8.2-SP1", "8.2 补丁2", True),
        ("8.2 SP3", "8.3", True),
        ("版本 9", "8.3", False),
        ("8.3 beta", "8.3", True),
        ("2024.1", "2023.12", False),
        ("", "8.2", None),
        ("U8+", "8.2", None),
        ("U8+", "u8+ ", False),
        ("12345678901234567890123456789012345678.", "8.2", None),
    ],
)
def test_older(one: str, other: str, is_older: bool | None) -> None:
    assert older(one, other) is is_older
