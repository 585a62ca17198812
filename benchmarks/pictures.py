"""How many error codes are read in pictures of dialogs: fifty, of the demo's codes, in both languages.

python -m benchmarks.pictures    needs the extra `kefu[pictures]`

Each is sharp, small or badly compressed, in turn. Writes its section of `benchmarks/RESULTS.md`.
"""

import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import sans_path

from benchmarks import results
from bot.jobs.reading import read
from kb.text.normalise import error_codes

DEMO = Path(__file__).parent.parent / "bot" / "demo"
EACH = 25  # dialogs of a language
WIDTH, HEIGHT, SIGNS = 760, 420, 18  # pixels; of a line's letters
NAMES = {
    "zh": ("星河ERP", "错误代码：", "确定", "取消"),
    "en": ("Nebula ERP", "Error code: ", "OK", "Cancel"),
}
KINDS = {"sharp": (1.0, 95), "small": (0.6, 60), "badly compressed": (0.75, 20)}  # scale, quality of a JPEG
_CODE = re.compile(r"E\d{4}")


@dataclass(frozen=True)
class Dialog:
    code: str
    language: str
    kind: str
    content: bytes


def dialogs() -> Iterator[Dialog]:
    kinds = list(KINDS)
    for language in NAMES:
        lines = (DEMO / f"problems.{language}.jsonl").read_text("utf8").splitlines()
        told = {
            found[0]: entry for entry in map(json.loads, lines) if (found := _CODE.search(entry["symptoms"]))
        }
        for number, (code, entry) in enumerate(list(told.items())[:EACH]):
            kind = kinds[number % len(kinds)]
            yield Dialog(code, language, kind, drawn(language, code, entry["question"], *KINDS[kind]))


def drawn(language: str, code: str, words: str, scale: float = 1.0, quality: int = 95) -> bytes:
    """A dialog as programs show it: title, words, code with an address, two buttons."""
    title, label, *buttons = NAMES[language]
    font = ImageFont.truetype(str(sans_path()), SIGNS)
    image = Image.new("RGB", (WIDTH, HEIGHT), "#f0f0f0")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, 34), fill="#2060c0")
    pen.text((12, 5), title, font=font, fill="white")
    for row, start in enumerate(range(0, len(words), 34 if language == "zh" else 60)):
        part = words[start : start + (34 if language == "zh" else 60)]
        pen.text((60, 110 + 30 * row), part, font=font, fill="black")
    pen.text((60, 220), f"{label}{code} (10.0.3.8:1521)", font=font, fill="black")
    for place, button in zip((500, 620), buttons, strict=True):
        pen.rectangle((place, 360, place + 100, 395), outline="#888888", fill="#e0e0e0")
        pen.text((place + 28, 365), button, font=font, fill="black")
    out = BytesIO()
    image.resize((round(WIDTH * scale), round(HEIGHT * scale)), Image.Resampling.LANCZOS).save(
        out, "JPEG", quality=quality
    )
    return out.getvalue()


def main() -> None:
    right, every, missed, seconds = Counter[str](), Counter[str](), list[str](), list[float]()
    for dialog in dialogs():
        began = time.perf_counter()
        text = "\n".join(read(dialog.content))
        seconds.append(time.perf_counter() - began)
        found = error_codes(text)
        for name in (dialog.language, dialog.kind, "all"):
            every[name] += 1
            right[name] += found[:1] == (dialog.code.lower(),)
        if found[:1] != (dialog.code.lower(),):
            missed.append(f"{dialog.code} ({dialog.language}, {dialog.kind}): {found}")
    rows = [(name, f"{right[name]} of {every[name]}", f"{right[name] / every[name]:.0%}") for name in every]
    middle = sorted(seconds)[len(seconds) // 2]
    text = results.table(("dialogs", "codes read", ""), rows)
    text += f"\n\nSeconds a picture (median): {middle:.1f}. Not read: {'; '.join(missed) or 'none'}.\n\n"
    text += results.machine("rapidocr", "onnxruntime")
    results.write("Pictures", text)
    print(text)


if __name__ == "__main__":
    main()
