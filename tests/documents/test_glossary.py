"""The glossary names what there is: files, classes and names of the code; a word stands in it once."""

import ast
import re

from tools.house_map import ROOT, files

GLOSSARY = (ROOT / "GLOSSARY.md").read_text("utf8")
TERMS = GLOSSARY.partition("\n## ")[0]
NUMBER = re.compile(r"[A-Z]-\d+")  # of a record, as people read it


def _rows() -> list[list[str]]:
    lines = [line for line in TERMS.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def _names() -> set[str]:
    """Every class, function, attribute and constant of the product."""
    found = set[str]()
    for path, _line in files():
        for node in ast.walk(ast.parse((ROOT / path).read_text("utf8"))):
            match node:
                case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    found.add(name)
                case ast.Name(id=name, ctx=ast.Store()):
                    found.add(name)
    return found


def test_what_the_glossary_names_is_there() -> None:
    names = _names()
    missing = []
    for word, _chinese, code, _meaning in _rows():
        for name in re.findall(r"`([^`]+)`", code):
            plain = name.lstrip("@").rpartition(".")[2] if "/" not in name else name
            there = (ROOT / name).exists() if "/" in name else plain in names or NUMBER.fullmatch(name)
            missing += [] if there else [f"{word}: {name}"]
    assert missing == []


def test_a_word_is_explained_once() -> None:
    words = [word for row in _rows() for word in re.split(r", (?!.*\))", row[0])]
    assert len(words) > 50
    assert sorted(words) == sorted(set(words))


def test_the_chinese_is_what_people_read() -> None:
    """A term of the glossary is the one that texts use."""
    texts = (ROOT / "i18n/locale/zh_Hans.po").read_text("utf8")
    read = [term for row in _rows() for term in row[1].split("、")]
    unread = {term for term in read if term not in texts}
    assert unread <= INSIDE


INSIDE = {
    "事件",
    "事务",
    "候选条目",
    "冲突",
    "到期项",
    "发件箱",
    "发言",
    "后台任务",
    "向量",
    "字串",
    "定时器",
    "意图",
    "收件箱",
    "校准",
    "流水",
    "潜在客户",
    "澄清问题",
    "问答结果",
    "阈值",
}  # of which only those who work on the code speak
