"""An appointment as a calendar file (RFC 5545): every calendar takes it, and a later one replaces it (DIS-3)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from desk.files import File

NAME, MIME = "appointment.ics", "text/calendar"
WIDTH = 75  # octets of a line


@dataclass(frozen=True)
class Event:
    """`uid` stays the same as the appointment moves; the highest `sequence` counts."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    words: str
    cancelled: bool = False


def file(event: Event, now: datetime) -> File:
    return file_of([event], now)


def file_of(events: Sequence[Event], now: datetime, name: str = NAME) -> File:
    """Several of one thing, such as the sittings of a class: all stand, or all are cancelled."""
    return File.holding(written(events, now), name, MIME)


def written(events: Sequence[Event], now: datetime) -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Kefu//Service desk//EN",
        f"METHOD:{'CANCEL' if events[0].cancelled else 'PUBLISH'}",
        *(line for event in events for line in _event(event, now)),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _event(event: Event, now: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(event.starts_at)}",
        f"DTEND:{_utc(event.ends_at)}",
        f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
        f"SUMMARY:{_text(event.title)}",
        f"LOCATION:{_text(event.place)}",
        f"DESCRIPTION:{_text(event.words)}",
        "END:VEVENT",
    ]


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """What means something in the format is escaped; control characters are not in it."""
    escaped = (re.sub(r"([\\;,])", r"\\\1", line) for line in words.strip().splitlines())
    return r"\n".join(re.sub(r"[\x00-\x1f\x7f]", " ", line) for line in escaped)


def _folded(line: str) -> str:
    """No line is longer than 75 octets, and no character is cut."""
    parts, room = [""], WIDTH
    for character in line:
        size = len(character.encode())
        if size > room:
            parts.append("")
            room = WIDTH - 1  # the blank that marks a continuation
        parts[-1] += character
        room -= size
    return "\r\n ".join(parts)
