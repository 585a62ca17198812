"""Every text people see has its Chinese, and it can be filled in."""

import os
import re
import time
from pathlib import Path

import pytest
from babel.messages.catalog import Message

import i18n
from i18n import _, speaking
from tools.messages import collected, texts_of, translated

PLACEHOLDER = re.compile(r"\{(\w*)")


def texts() -> list[Message]:
    return [message for message in collected() if message.id]


def _strings(value: object) -> list[str]:
    return [str(part) for part in value] if isinstance(value, list | tuple) else [str(value or "")]


def test_no_translation_is_missing() -> None:
    """Run `make messages`, and fill in what is empty."""
    known = translated()
    missing = [
        message.id
        for message in texts()
        if not (found := known.get(message.id)) or not all(_strings(found.string))
    ]
    assert missing == []


def test_texts_within_f_strings_are_collected() -> None:
    """What a reader of tokens passes over on this Python stayed English in a Chinese card."""
    source = """f"• {_('chance: {level}').format(level=1)} {ngettext('{n} day', '{n} days', 2)}"; _(name)"""
    assert set(texts_of(source)) == {"chance: {level}", ("{n} day", "{n} days")}


def test_nothing_is_fuzzy_or_left_over() -> None:
    known, needed = translated(), {str(message.id) for message in texts()}
    assert [m.id for m in known if m.id and m.fuzzy] == []
    assert [m.id for m in known if m.id and str(m.id) not in needed] == []


def test_placeholders_are_the_same() -> None:
    known = translated()
    differ = []
    for message in texts():
        wanted = {name for text in _strings(message.id) for name in PLACEHOLDER.findall(text)}
        found = known.get(message.id)
        differ += [
            text
            for text in _strings(found.string if found else "")
            if set(PLACEHOLDER.findall(text)) != wanted
        ]
    assert [text for text in differ if text] == []


def test_each_speaks_their_own() -> None:
    with speaking("zh"):
        assert _("Nothing there.") != "Nothing there."
    with speaking("en"):
        assert _("Nothing there.") == "Nothing there."


def test_a_changed_catalogue_is_compiled_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And where nothing can be kept, each time."""
    monkeypatch.setattr(i18n, "CATALOGUES", tmp_path)
    source, kept, now = tmp_path / "zh_Hans.po", tmp_path / "__pycache__", time.time()
    for translation, at in (("您好", now - 60), ("你好", now + 60)):
        source.write_text(f'msgid "Hello"\nmsgstr "{translation}"\n', "utf8")
        os.utime(source, (at, at))
        for _again in range(2):
            assert _said("Hello") == translation
    (kept / "zh_Hans.mo").unlink()
    kept.rmdir()
    kept.write_text("a file is in the way")
    assert _said("Hello") == "你好"


def _said(text: str) -> str:
    """In Chinese, by a process that has just started."""
    i18n._catalogue.cache_clear()
    try:
        with speaking("zh"):
            return _(text)
    finally:
        i18n._catalogue.cache_clear()
