"""Numbers as words, in both languages: what lengths of time, dates and amounts of money are read with."""

DIGITS = {
    sign: number
    for number, signs in enumerate(("零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
    for sign in signs
}
# what hours and lengths of time are said in
ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]  # fmt: skip
_TENS = {"十": 10, "百": 100, "千": 1000}


def chinese(plain: str) -> int | None:
    """Of what is less than ten thousand: `三百五` is 350. A last digit without its unit counts in the unit below the last one."""
    total, digit, unit = 0, None, 10
    for sign in plain:
        if sign in DIGITS:
            if digit:
                return None
            digit, unit = DIGITS[sign], 1 if DIGITS[sign] == 0 else unit
        elif sign in _TENS:
            total += (1 if digit is None else digit) * _TENS[sign]
            digit, unit = None, _TENS[sign]
        else:
            return None
    return total + (digit or 0) * (max(unit // 10, 1) if total else 1) if plain else None


def whole(text: str) -> int | None:
    """`twelve`, `十二`, `12`; None for anything else."""
    plain = text.strip().casefold()
    if plain in ENGLISH:
        return ENGLISH.index(plain)
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= 6 else chinese(plain[:8])
