"""No text stops the desk: every regular expression, and every function that uses one, takes time in line with the length.

The expressions are found, not listed: a new one in any room is tried from its first day. Time is the processor's, and a
signal ends what would never end; a loaded machine changes neither.
"""

import ast
import importlib
import inspect
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from types import FrameType, ModuleType

import pytest

from benchmarks.scale import problems
from desk.phones import phone_number
from errors import BadInput
from handlers.intake import intents
from kb.search.problem_base import ProblemBase
from tests.attacks import attacks
from tests.fakes.desk import MONDAY

ROOT = Path(__file__).parents[2]
ROOMS = (
    *("bot", "simulation", "handlers", "scheduler", "desk", "kb", "store"),
    *("i18n", "errors", "charts", "documents"),
)
CALLS = {
    f"re.{name}"
    for name in ["compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"]
}
LENGTH = 4_096
MOST = 0.05  # s of the processor for `LENGTH` characters
NOTHING = MOST / 25  # less than any growth but a linear one could take; the larger text is then not tried
LARGER = 4  # times as long takes four times as long; sixteen times where every start runs to the end
TRIED = 8  # texts for an expression of many lines; each line is tried by itself, with all of its texts
FOR_A_FUNCTION = 12
ODD = (
    "\ufdfa",
    "e\u0301",
    "\u202e",
    "👍",
    "7",
    "７ ",
    " ",
    "\t\n",
    "_",
    "-",
    "a-",
    "急",
    "急急急，",
    "thanks, ",
    "K-1 ",
    "1:",
    "１月",
)
FILLED = {str: "", date: MONDAY.date(), datetime: MONDAY, int: 1, bool: False}


class Endless(BaseException):
    """Not to be caught by what is tried."""


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Endless

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _seconds(use: Callable[[str], object], text: str, most: float) -> float:
    """The least of a few tries: what else the machine does only adds."""
    least = most
    for _try in range(3):
        begun = time.thread_time()
        try:
            with _at_most(most):
                use(text)
        except Endless:
            continue
        except BadInput:
            pass
        least = min(least, time.thread_time() - begun)
        if least < NOTHING:
            break
    return least


def _slow(use: Callable[[str], object], texts: Iterator[str]) -> str:
    """The first text that takes too long, and how long; "" when none does."""
    for text in texts:
        took = _seconds(use, text, 2 * MOST)
        if took > MOST:
            return f"{text[:40]!r}…{text[-5:]!r} takes {took * 1000:.0f} ms"
        if took > NOTHING:
            unit = text[len(text) // 4 : -len(text) // 4]
            longer = _seconds(use, text[:-1] + unit * 2 * (LARGER - 1) + text[-1], 2 * MOST * LARGER)
            if longer > 2 * LARGER * took:
                return f"{text[:40]!r}…{text[-5:]!r} takes {longer / took:.0f} times as long when {LARGER} times as long"
    return ""


@cache
def _modules() -> list[ModuleType]:
    """Those that use regular expressions."""
    found = []
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            if re.search(r"(?m)^ *import re$|^ *from re import", file.read_text("utf8")):
                name = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
                found.append(importlib.import_module(name))
    return found


def _within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, dict):
        yield from _within(list(value.values()))
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from _within(part)


def _written(module: ModuleType) -> Iterator[re.Pattern[str]]:
    """Those in its calls of `re`; inside a function they must not be put together from what only it knows."""
    tree = ast.parse(inspect.getsource(module))
    inside = {
        inner
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef) and "Pattern" not in ast.unparse(outer.returns or tree)
        for inner in ast.walk(outer)
    }  # what one returns is found where it is kept
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and ast.unparse(call.func) in CALLS:
            try:
                text = eval(compile(ast.Expression(call.args[0]), module.__name__, "eval"), vars(module))
            except NameError:
                assert call not in inside, (
                    f"{module.__name__}:{call.lineno}: an expression that cannot be tried"
                )
            else:
                if isinstance(text, str):
                    yield re.compile(text)


def _expressions(module: ModuleType) -> list[re.Pattern[str]]:
    return list(dict.fromkeys([*_within(list(vars(module).values())), *_written(module)]))


def _lines() -> Iterator[re.Pattern[str]]:
    """The table of intents, line by line."""
    for part in ("anywhere", "alone", "anger"):
        for lines in intents._table[part].values():
            yield from (re.compile(intents._filled(line)) for line in lines)


def _some(pattern: re.Pattern[str], most: int) -> list[str]:
    texts = list(attacks(pattern, LENGTH))
    return texts[:: len(texts) // most + 1]


@pytest.mark.parametrize("module", _modules(), ids=lambda module: module.__name__)
def test_every_expression_is_linear(module: ModuleType) -> None:
    for pattern in _expressions(module):
        large = len(pattern.pattern) > 1_500
        slow = _slow(pattern.search, iter(_some(pattern, TRIED)) if large else attacks(pattern, LENGTH))
        assert not slow, f"{pattern.pattern[:100]}: {slow}"


def test_every_line_of_the_intents_is_linear() -> None:
    assert sum(1 for _line in _lines()) > 600
    for pattern in _lines():
        slow = _slow(pattern.search, attacks(pattern, LENGTH))
        assert not slow, f"{pattern.pattern[:100]}: {slow}"


def _functions(module: ModuleType) -> Iterator[Callable[[str], object]]:
    """Those which take a text, and perhaps a moment or a day."""
    for name, function in vars(module).items():
        plain = (
            inspect.unwrap(function) if callable(function) else None
        )  # a cache would answer the second try
        if not inspect.isfunction(plain) or plain.__module__ != module.__name__ or name.startswith("_"):
            continue
        needed = [p.annotation for p in inspect.signature(plain).parameters.values() if p.default is p.empty]
        if needed[:1] == [str] and set(needed[1:]) <= set(FILLED) and not inspect.iscoroutinefunction(plain):
            yield partial(_called, plain, [FILLED[kind] for kind in needed[1:]])


def _called(function: Callable[..., object], others: list[object], text: str) -> object:
    return function(text, *others)


@pytest.mark.parametrize("module", _modules(), ids=lambda module: module.__name__)
def test_every_function_that_uses_one_is_linear(module: ModuleType) -> None:
    odd = [(unit * LENGTH)[:LENGTH] for unit in ODD]
    texts = odd + [text for pattern in _expressions(module) for text in _some(pattern, FOR_A_FUNCTION)]
    texts = texts[:: len(texts) // (2 * FOR_A_FUNCTION) + 1]
    for function in _functions(module):
        slow = _slow(function, iter(texts))
        assert not slow, f"{function}: {slow}"


def test_the_search_and_the_numbers_are_linear() -> None:
    base = ProblemBase(problems(200))
    base.search("打印机 printer")  # what is read at the first search is none of its time
    for unit in ODD:
        text = (unit * LENGTH)[:LENGTH]
        assert not _slow(base.search, iter([text]))
        assert not _slow(phone_number, iter([text]))


@pytest.mark.parametrize("written", [r"(?:a|aa)+$", r"\s*,", r"(?:,*(?:急急急|急))+$", r"📍 .*\d\.\d{5}"])
def test_what_is_not_linear_is_found(written: str) -> None:
    pattern = re.compile(written)
    assert _slow(pattern.search, attacks(pattern, LENGTH))
