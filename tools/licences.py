"""Writes the licences of what a running desk uses into docs/dependencies.md, from what the packages say of themselves."""

import re
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata

from tools.house_map import ROOT

BEGIN = "## Licences\n"
INTRO = """
Of everything in `requirements-run.lock`, direct or not, as the packages themselves say (`python -m tools.licences` writes this):

| package | licence |
| --- | --- |
"""
ELSEWHERE = "other systems only; not installed here"


def names() -> list[str]:
    lock = (ROOT / "requirements-run.lock").read_text("utf8")
    return list(dict.fromkeys(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)))


def licence(name: str) -> str:
    """The SPDX expression; else its classifiers; else the first line of what it has in place of them."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return ELSEWHERE
    return _field(told, "License-Expression") or _classified(told) or _first_line(told) or "not said"


def _field(told: PackageMetadata, name: str) -> str:
    return next(iter(told.get_all(name) or []), "")


def _classified(told: PackageMetadata) -> str:
    found = [each for each in told.get_all("Classifier") or [] if each.startswith("License :: ")]
    return ", ".join(each.rpartition(" :: ")[2] for each in found if each != "License :: OSI Approved")


def _first_line(told: PackageMetadata) -> str:
    return next((line.strip() for line in _field(told, "License").splitlines() if line.strip()), "")


def section() -> str:
    return BEGIN + INTRO + "".join(f"| {name} | {licence(name)} |\n" for name in names())


if __name__ == "__main__":
    file = ROOT / "docs" / "dependencies.md"
    file.write_text(file.read_text("utf8").partition(BEGIN)[0].rstrip() + "\n\n" + section(), "utf8")
