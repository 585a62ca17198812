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
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from types import FrameType, ModuleType

import pytest

from benchmarks.scale import problems
from desk.phones import phone_number
from errors import BadInput
from handlers.intake import intents, short_questions
from kb.search.problem_base import ProblemBase
from tests.attacks import attacks
from tests.fakes.desk import MONDAY

ROOT = Path(__file__).parents[2]
ROOMS = (
    *("bot", "simulation", "handlers", "scheduler", "desk", "kb", "store"),
    *("i18n", "errors", "charts", "documents"),
)
WAYS = {"match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
CALLS = {f"re.{name}" for name in ["compile", *WAYS]}
PLAIN = {"match", "fullmatch"}  # all others search
Expression = tuple[re.Pattern[str], str]  # and the way it is used
LENGTH = 4_096
MOST = 0.05  # s of the processor for `LENGTH` characters
SHORT = 1_024  # characters that are tried first; only what takes a while is tried at its whole length
NOTHING = 0.000_2  # s for `SHORT` characters: less than any growth but a linear one could take
LARGER = LENGTH // SHORT  # times as long takes as many times; its square where every start runs to the end
TRIED = 40  # texts for one expression, fewer when it is long
FEWEST = 6
FOR_A_FUNCTION = 8
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
    """Of the processor, up to `most`."""
    begun = time.thread_time()
    try:
        with _at_most(most):
            use(text)
    except (BadInput, ValueError):
        pass
    except Endless:
        return most
    return min(time.thread_time() - begun, most)


def _seem_slow(use: Callable[[str], object], short: str, text: str, tries: int) -> tuple[float, float] | None:
    """The least of the tries for both, as what else the machine does only adds; None when all is well."""
    took = min(_seconds(use, short, MOST) for _try in range(tries))
    if took < NOTHING:
        return None
    longer = min(_seconds(use, text, 2 * MOST) for _try in range(tries))
    return (took, longer) if longer > min(MOST, 2 * LARGER * took) else None


def _slow(use: Callable[[str], object], texts: Iterable[str]) -> str:
    """The first text that takes too long, and how long; "" when none does."""
    for text in texts:
        short = text[: SHORT - 1] + text[-1]
        if _seem_slow(use, short, text, 1) and (found := _seem_slow(use, short, text, 4)):
            took, longer = (f"{seconds * 1000:.1f} ms" for seconds in found)
            return f"{text[:40]!r}…{text[-5:]!r} takes {longer}, a quarter of it {took}"
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


def _written(module: ModuleType) -> Iterator[Expression]:
    """Those in its calls of `re`, and of its own functions that hand them on.

    Inside a function they must not be put together from what only it knows.
    """
    tree = ast.parse(inspect.getsource(module))
    functions = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]
    inside = {
        inner: outer
        for outer in functions
        if "Pattern" not in ast.unparse(outer.returns or tree)
        for inner in ast.walk(outer)
    }  # what one returns is found where it is kept
    calls = {call: call.args[0] for call in ast.walk(tree) if isinstance(call, ast.Call) and call.args}
    used = {call: text for call, text in calls.items() if ast.unparse(call.func) in CALLS}
    hands_on = {
        outer.name
        for outer in functions
        for call, text in used.items()
        if inside.get(call) is outer and isinstance(text, ast.Name) and text.id in _given(outer)
    }
    for call, text in calls.items():
        if call in used and isinstance(text, ast.Name) and call in inside and text.id in _given(inside[call]):
            continue
        if call in used or ast.unparse(call.func).removeprefix("self.") in hands_on:
            elsewhere = call not in used and isinstance(text, ast.Name)  # it is found where it was made
            yield from _evaluated(module, call, text, needed=call in inside and not elsewhere)


def _given(function: ast.FunctionDef) -> set[str]:
    return {each.arg for each in function.args.args}


def _evaluated(module: ModuleType, call: ast.Call, text: ast.expr, *, needed: bool) -> Iterator[Expression]:
    try:
        found = eval(compile(ast.Expression(text), module.__name__, "eval"), vars(module))
    except NameError:
        assert not needed, f"{module.__name__}:{call.lineno}: an expression that cannot be tried"
    else:
        way = ast.unparse(call.func).removeprefix("re.")
        if isinstance(found, str):
            yield re.compile(found), way if way in PLAIN else "search"


def _expressions(module: ModuleType) -> list[Expression]:
    """Each with the way in which it is used; where there are several, searching is the hardest."""
    source = inspect.getsource(module)
    kept = {pattern: _way(source, name) for name, value in vars(module).items() for pattern in _within(value)}
    written = [each for each in _written(module) if each[0] not in kept]
    return list(dict.fromkeys([*kept.items(), *written]))


def _way(source: str, name: str) -> str:
    ways = set(re.findall(rf"\b{name}\.(\w+)\(", source)) | (
        {"search"} if re.search(rf"\b{name}\b(?!\.| =|: )", source) else set()
    )
    return ways.pop() if len(ways) == 1 and ways <= PLAIN else "search"


def _lines() -> Iterator[re.Pattern[str]]:
    """The tables of wishes and topics, line by line; those of `alone` are expressions of their own."""
    for part in ("anywhere", "anger"):
        for lines in intents._table[part].values():
            yield from (re.compile(intents._filled(line)) for line in lines)
    for topic in short_questions.Topic:
        for lines in short_questions._table[topic].values():
            yield from (re.compile(short_questions._filled(line)) for line in lines)


def _some(pattern: re.Pattern[str], most: int = TRIED) -> list[str]:
    return list(attacks(pattern, LENGTH, max(min(most, 10_000 // len(pattern.pattern)), FEWEST)))


@pytest.mark.parametrize("module", _modules(), ids=lambda module: module.__name__)
def test_every_expression_is_linear(module: ModuleType) -> None:
    for pattern, way in _expressions(module):
        slow = _slow(getattr(pattern, way), _some(pattern))
        assert not slow, f"{pattern.pattern[:100]}: {slow}"


def test_every_line_of_the_intents_is_linear() -> None:
    assert sum(1 for _line in _lines()) > 250
    for pattern in _lines():
        slow = _slow(pattern.search, _some(pattern))
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
    texts = odd + [text for pattern, _way in _expressions(module) for text in _some(pattern, FOR_A_FUNCTION)]
    texts = texts[:: len(texts) // (2 * FOR_A_FUNCTION) + 1]
    for function in _functions(module):
        slow = _slow(function, texts)
        assert not slow, f"{function}: {slow}"


def test_the_search_and_the_numbers_are_linear() -> None:
    base = ProblemBase(problems(200))
    base.search("打印机 printer")  # what is read at the first search is none of its time
    for unit in ODD:
        text = (unit * LENGTH)[:LENGTH]
        assert not _slow(base.search, [text])
        assert not _slow(phone_number, [text])


@pytest.mark.parametrize("written", [r"(?:a|aa)+$", r"\s*,", r"(?:,*(?:急急急|急))+$", r"📍 .*\d\.\d{5}"])
def test_what_is_not_linear_is_found(written: str) -> None:
    pattern = re.compile(written)
    assert _slow(pattern.search, attacks(pattern, LENGTH))
