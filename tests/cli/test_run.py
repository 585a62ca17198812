"""`kefu run`: starts, ends cleanly on a signal, says plainly what is wrong, and never logs the token."""

import fcntl
import logging
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.process import logs
from tests.cli.conftest import Cli

TOKEN = "123456:AAsecretsecretsecret"
SECRETS = [
    "https://api.telegram.org/bot7654321:AAhiddenhiddenhiddenhidden/sendMessage",
    "/file/bot7654321%3AAAhiddenhiddenhiddenhidden/x",
    "postgresql://kefu:hidden@db/kefu",
    "https://desk.example.org/?start=hidden-hidden",
    "duplicate key\nDETAIL:  Key (address)=(hidden) already exists.",
]
TIMEOUT = 60  # seconds, on a busy machine


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """`kefu run` sets it up for the whole process."""
    loggers = [logging.getLogger(), *map(logging.getLogger, logs.NOISY)]
    levels, handlers = [logger.level for logger in loggers], loggers[0].handlers[:]
    yield
    loggers[0].handlers[:] = handlers
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@contextmanager
def _desk(folder: Path, **settings: str) -> Iterator["subprocess.Popen[str]"]:
    """`python -m bot run` in a process of its own, which never outlives the test."""
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": root, "KEFU_LANGUAGE": "en", "KEFU_PICTURES": "no", **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _command(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "bot", "--lang", "en", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )


def test_a_command_may_be_the_first_thing_of_all(bare: Path) -> None:
    """With nothing set it shows the demo company, which it writes itself: in a process that has loaded nothing else."""
    shown = partial(_command, bare)
    assert "Nebula ERP" in shown("products", "list").stdout
    assert "the demo company" in shown("privacy", "export", "王丽", "wang.zip").stderr, (
        "which looks at all tables"
    )
    assert (bare / "wang.zip").exists()
    merged = shown("customers", "merge", "明月纺织", "顾建明", "王丽", "--yes").stdout
    assert "one record" in merged, "which follows every column that names a person"


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(bare: Path, told: signal.Signals) -> None:
    """And at once: Python's own end, with all that is loaded, takes seconds on a busy machine."""
    (bare / "sitecustomize.py").write_text("import atexit\natexit.register(print, 'unloaded')\n")
    root = str(Path(__file__).parents[2])
    with _desk(bare, WEB_PORT="0", PYTHONPATH=os.pathsep.join([root, str(bare)])) as desk:
        assert desk.stdout
        greeting = desk.stdout.readline()
        address = re.fullmatch(r"Kefu is open: (http://localhost:\d+)\n", greeting)
        assert address, greeting
        assert httpx.get(f"{address[1]}/health").status_code == 200
        desk.send_signal(told)
        out, err = desk.communicate(timeout=TIMEOUT)
    assert desk.returncode == 0
    assert "Traceback" not in err
    assert "unloaded" not in out


def test_a_signal_ends_it_while_telegram_is_waited_for_and_the_token_is_not_logged(bare: Path) -> None:
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": "http://127.0.0.1:9", "LOG_LEVEL": "DEBUG"}
    with _desk(bare, WEB_PORT="0", **settings) as desk:
        assert desk.stderr
        seen = ""
        while "cannot be reached" not in seen:
            seen += desk.stderr.readline()
        desk.send_signal(signal.SIGTERM)
        out, err = desk.communicate(timeout=TIMEOUT)
    assert desk.returncode == 0
    assert "Traceback" not in err
    assert TOKEN.partition(":")[2] not in seen + err + out


def test_the_web_is_there_at_once_while_telegram_hangs(bare: Path) -> None:
    """Where Telegram is out of reach its calls hang, and nobody on the web waits for them."""
    with socket.socket() as telegram:
        telegram.bind(("127.0.0.1", 0))
        telegram.listen()  # takes every call, and never answers
        url = f"http://127.0.0.1:{telegram.getsockname()[1]}"
        with _desk(bare, WEB_PORT="0", TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=url) as desk:
            assert desk.stdout
            address = re.fullmatch(r"Kefu is open: (http://localhost:\d+)\n", desk.stdout.readline())
            first = desk.stdout.readline()
            assert address, first
            telegram.accept()[0].close()
            assert httpx.get(f"{address[1]}/health", timeout=5).status_code == 200
            assert httpx.get(first.split()[-1], timeout=5).status_code == 200
            desk.send_signal(signal.SIGTERM)
            assert desk.wait(TIMEOUT) == 0


def test_a_second_desk_on_the_same_database_is_refused(kefu: Cli) -> None:
    kefu("products", "list")
    with (kefu.folder / "kefu.db.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kefu("run", code=2)
    assert kefu.err.startswith("Another Kefu is running")


def test_a_second_desk_is_refused_by_whichever_name_the_file_goes(
    kefu: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    kefu("products", "list")
    (kefu.folder / "link.db").symlink_to(kefu.folder / "kefu.db")
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{kefu.folder}/link.db")
    with (kefu.folder / "kefu.db.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kefu("run", code=2)
    assert kefu.err.startswith("Another Kefu is running")


def test_a_port_that_is_taken_is_said_plainly(kefu: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("WEB_PORT", str(other.getsockname()[1]))
        kefu("run", code=2)
    assert "Set another WEB_PORT" in kefu.err


def test_tracebacks_are_masked_too(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO", TOKEN)
    try:
        raise ValueError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except ValueError:
        logging.getLogger("x").exception("at %s", TOKEN)
    logging.getLogger("httpx").info("POST %s", TOKEN)
    for secret in SECRETS:
        logging.getLogger("x").info("see %s.", secret)
    err = capsys.readouterr().err
    assert "123456:***" in err
    assert TOKEN not in err
    assert "POST" not in err
    assert "hidden" not in err
    assert "postgresql://kefu:***@db/kefu" in err


def test_values_are_in_no_error_of_the_database(kefu: Cli) -> None:
    async def wrong(session: AsyncSession, _now: datetime) -> str:
        with pytest.raises(DBAPIError) as raised:
            await session.execute(text("SELECT :words FROM nowhere"), {"words": "hidden words"})
        return str(raised.value)

    assert "hidden words" not in kefu.do(wrong)


def test_what_fails_again_and_again_does_not_fill_the_disk() -> None:
    """A few in full, then one line an hour with their number; another fault is seen at once."""
    counting, log = logs.Counting(), logging.getLogger("kefu.test")
    shown: list[str] = []

    def fails(kind: type[Exception], at: float) -> None:
        try:
            raise kind("broken")
        except kind:
            record = log.makeRecord(log.name, logging.ERROR, __file__, 7, "it failed", (), sys.exc_info())
        record.created = at
        if counting.filter(record):
            shown.append(record.getMessage())

    for second in range(10_000):
        fails(OSError, second)
    assert len(shown) == 15  # three hours, five each
    assert "(and 3595 times more" in shown[5]
    fails(ValueError, 10_000)
    assert len(shown) == 16
