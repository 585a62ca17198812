"""What is read in a picture: what stands side by side is one line, and three dialogs with the extra that reads them."""

import pytest

from benchmarks.pictures import KINDS, drawn
from bot.jobs import reading
from bot.jobs.reading import in_rows
from bot.settings import Settings
from errors import Misconfigured
from kb.text.normalise import error_codes

DIALOGS = [
    ("zh", "E1007", "登录失败：账号已锁定30分钟", "sharp"),
    ("en", "E1302", "The dongle is plugged in, but the program does not find it", "small"),
    ("zh", "E2004", "报表导出后金额列全部显示为零", "badly compressed"),
]


@pytest.mark.skipif(not reading.is_installed(), reason="the extra kefu[pictures] is not installed")
@pytest.mark.parametrize(("language", "code", "words", "kind"), DIALOGS)
def test_codes_are_read(language: str, code: str, words: str, kind: str) -> None:
    """INT-1: all fifty are in `benchmarks/pictures.py`."""
    lines = reading.read(drawn(language, code, words, *KINDS[kind]))
    assert error_codes("\n".join(lines))[:1] == (code.lower(),)


def test_side_by_side_is_one_line() -> None:
    """A field belongs to its name, wherever the two begin exactly."""
    found = [((52.0, 70.0, 300.0), "abc"), ((50.0, 71.0, 10.0), "密码"), ((10.0, 30.0, 10.0), "登录"), ((90.0, 110.0, 200.0), "取消"), ((91.0, 111.0, 90.0), "确定")]  # fmt: skip
    assert in_rows(found) == ["登录", "密码 abc", "确定 取消"]
    assert in_rows([]) == []


def test_whether_pictures_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Said, or by itself: where the extra is, and a demo only with memory to spare."""
    for installed, room, said, demo, reads in [
        (True, True, "", "yes", True), (True, False, "", "yes", False), (True, False, "", "no", True), (True, False, "yes", "yes", True),
        (True, True, "no", "no", False), (False, True, "", "no", False), (False, True, "no", "yes", False),
    ]:  # fmt: skip
        monkeypatch.setattr(reading, "is_installed", lambda installed=installed: installed)
        monkeypatch.setattr(reading, "has_room", lambda room=room: room)
        settings = Settings(_env_file=None, kefu_pictures=said, kefu_demo=demo)  # type: ignore[call-arg]
        assert (reading.chosen(settings) is not None) is reads, (installed, room, said, demo)
    with pytest.raises(Misconfigured):
        reading.chosen(Settings(_env_file=None, kefu_pictures="yes"))  # type: ignore[call-arg]
