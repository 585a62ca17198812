"""Numbers as words, in both languages: what lengths of time, dates and amounts of money are read with."""

DIGITS = {
    sign: number
    for number, signs in enumerate(("零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
    for sign in signs
}
# what hours and lengths of time are said in
ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]  # fmt: skip
