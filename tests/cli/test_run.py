"""`kefu run`: starts, ends cleanly on a signal, says plainly what is wrong, and never logs the token."""

import logging
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import logs
from tests.cli.conftest import Cli

TOKEN = "123456:AAsecretsecretsecret"


def _start(folder: Path, **settings: str) -> "subprocess.Popen[str]":
    root = str(Path(__file__).parents[2])
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": root, "WEB_PORT": "0", "LANGUAGE": "en", **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(bare: Path, told: signal.Signals) -> None:
    with _start(bare) as desk:
        assert desk.stdout
        assert "Kefu is open" in desk.stdout.readline()
        desk.send_signal(told)
        _out, err = desk.communicate(timeout=20)
    assert desk.returncode == 0
    assert "Traceback" not in err


def test_a_signal_ends_it_while_telegram_is_waited_for_and_the_token_is_not_logged(bare: Path) -> None:
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": "http://127.0.0.1:9", "LOG_LEVEL": "DEBUG"}
    with _start(bare, **settings) as desk:
        assert desk.stderr
        seen = ""
        while "cannot be reached" not in seen:
            seen += desk.stderr.readline()
        desk.send_signal(signal.SIGTERM)
        out, err = desk.communicate(timeout=20)
    assert desk.returncode == 0
    assert "Traceback" not in err
    assert TOKEN.partition(":")[2] not in seen + err + out


def test_a_second_desk_on_the_same_database_is_refused(bare: Path) -> None:
    with _start(bare) as desk:
        assert desk.stdout
        desk.stdout.readline()
        with _start(bare) as second:
            _out, err = second.communicate(timeout=20)
        assert second.returncode == 2
        assert err.startswith("Another Kefu is running")
        desk.send_signal(signal.SIGTERM)
        desk.communicate(timeout=20)


def test_a_port_that_is_taken_is_said_plainly(kefu: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("WEB_PORT", str(other.getsockname()[1]))
        kefu("run", code=2)
    assert "Set another WEB_PORT" in kefu.err


def test_tracebacks_are_masked_too(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        logs.set_up("INFO", TOKEN)
        try:
            raise ValueError(f"https://api.telegram.org/bot{TOKEN}/getMe")
        except ValueError:
            logging.getLogger("x").exception("at %s", TOKEN)
        logging.getLogger("httpx").info("POST %s", TOKEN)
    finally:
        root.handlers[:], root.level = handlers, level
    err = capsys.readouterr().err
    assert "123456:***" in err
    assert TOKEN not in err
    assert "POST" not in err
