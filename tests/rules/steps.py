"""A process as it is told in words: `step: from → to, by whom`, a line each."""


def told(lines: str) -> dict[str, tuple[set[str], str, set[str]]]:
    """step → the states it begins in, the one it leads to, and who may take it."""
    ways = {
        step: rest.split(", ") for step, rest in (line.split(": ") for line in lines.strip().splitlines())
    }
    return {
        step: (set(way.split(" → ")[0].split()), way.split(" → ")[1], set(who.split()))
        for step, (way, who) in ways.items()
    }
