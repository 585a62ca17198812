"""Days and hours in words: right, or asked for again; never another time. It is Monday 2 March 2026, 10:00."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from errors import BadInput
from handlers.chat.date_limits import Limit
from handlers.chat.dates import Day, read
from handlers.chat.incoming import Said
from i18n import speaking

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 10, tzinfo=ZONE)
ASKED = "ask"


def table(text: str) -> list[tuple[str, str]]:
    """What is said, and month, day and time that are meant; or `ask`."""
    return [(said, meant) for said, meant in (line.rsplit("|", 1) for line in text.strip().splitlines())]


def meant(text: str, language: str) -> str:
    with speaking(language, "Asia/Shanghai"):
        try:
            return f"{read(text, NOW).astimezone(ZONE):%m-%d %H:%M}"
        except BadInput:
            return ASKED


CHINESE = """
下下个月5号 9点|05-05 09:00
上周三下午三点|ask
上上周五 10:00|ask
上星期三 10:00|ask
明天两三点|ask
明天一二点|ask
三五天后上午9点|ask
明后天上午9点|ask
过两天下午三点|ask
周三下午三点没空|ask
明天八点三五|03-03 08:35
明天十二点|03-03 12:00
14:00|03-02 14:00
14：30|03-02 14:30
明天 14:00|03-03 14:00
明天14点|03-03 14:00
明天下午2点半|03-03 14:30
明天下午两点半|03-03 14:30
明天两点|03-03 14:00
后天 9点|03-04 09:00
大后天上午10点|03-05 10:00
大后天上午|ask
大后天下午三点一刻|03-05 15:15
大后天|ask
周四 09:00|03-05 09:00
星期天 10:00|03-08 10:00
星期日上午10点|03-08 10:00
礼拜五下午4点|03-06 16:00
周三下午三点|03-04 15:00
本周三 15:00|03-04 15:00
这周五上午九点|03-06 09:00
下周三 15:00|03-11 15:00
下周三下午|ask
下周一 9:00|03-09 09:00
下周日上午十点|03-15 10:00
下下周三 15:00|03-18 15:00
下下周一上午9点半|03-16 09:30
下个星期二上午10点|03-10 10:00
下星期三下午两点|03-11 14:00
周一 9点|03-09 09:00
周一 15点|ask
下下周二14点|03-17 14:00
周五9点|03-06 09:00
后儿上午十点|03-04 10:00
25号 14:00|03-25 14:00
25号下午3点|03-25 15:00
二十五号下午三点|03-25 15:00
25日上午10:30|03-25 10:30
1号上午9点|04-01 09:00
31号 15:00|03-31 15:00
下个月5号上午10点|04-05 10:00
下月31号 10:00|ask
3月5日 14:00|03-05 14:00
3月5号下午两点|03-05 14:00
三月五号下午两点|03-05 14:00
三月二十五日上午十点|03-25 10:00
3-5 8：30|03-05 08:30
3/5 14:00|03-05 14:00
3.5 14:00|03-05 14:00
3月5日 10点15|03-05 10:15
2026-04-01 17:00|04-01 17:00
2026年4月1日17:00|04-01 17:00
2026/4/1 17点|04-01 17:00
2月30日 10:00|ask
中午1点|03-02 13:00
明天中午1点|03-03 13:00
明天中午12点半|03-03 12:30
明天中午11点半|03-03 11:30
明天中午|03-03 12:00
中午|03-02 12:00
两点一刻|03-02 14:15
下午两点|03-02 14:00
下午两点三刻|03-02 14:45
下午五点四十|03-02 17:40
下午5点05|03-02 17:05
下午六点二十五分|03-02 18:25
下午三点整|03-02 15:00
下午差一刻三点|03-02 14:45
下午3点差5分|03-02 14:55
晚上八点|03-02 20:00
晚上八点到十点|03-02 20:00
今晚八点半|03-02 20:30
明晚7点|03-03 19:00
明早8点|03-03 08:00
明天早上七点半|03-03 07:30
明天凌晨两点|03-03 02:00
今晚12点|03-03 00:00
晚上1点|ask
半夜两点|ask
傍晚6点|03-02 18:00
上午9点|ask
下午2点到4点|03-02 14:00
明天下午2点-4点|03-03 14:00
明天9:00-11:00|03-03 09:00
明天上午九点至十一点|03-03 09:00
一个半小时后|03-02 11:30
一个半小时|03-02 11:30
两个半小时后|03-02 12:30
45分钟|03-02 10:45
45分钟后|03-02 10:45
四十五分钟后|03-02 10:45
半小时后|03-02 10:30
半个小时后|03-02 10:30
一刻钟后|03-02 10:15
两小时后|03-02 12:00
2小时30分钟后|03-02 12:30
过一个小时|03-02 11:00
三天后上午10点|03-05 10:00
3天后|ask
两周后 10:00|03-16 10:00
一个月后上午10点|04-02 10:00
随便|ask
明天|ask
25:00|ask
99点|ask
昨天 14:00|ask
前天下午3点|ask
国庆 14:00|ask
春节后 10:00|ask
月底 10:00|03-31 10:00
下周 10:00|ask
周末 10:00|ask
周三或周四 10:00|ask
周三还是周四上午十点|ask
明天后天 10:00|ask
除了周三 10:00|ask
不是明天 10:00|ask
每周三 10:00|ask
6点|ask
明天6点|ask
明天早上6点|03-03 06:00
下午13点|03-02 13:00
下午14:00|03-02 14:00
上午下午 3点|ask
我明天下午两点给他打电话|03-03 14:00
好的，明天上午十点吧|03-03 10:00
麻烦后天下午四点左右上门|03-04 16:00
明天下午两点前|ask
下午2点半以后|ask
工单1234 明天|ask
明年3月1日 10:00|03-01 10:00
2025-01-01 10:00|ask
09:00|ask
三点|03-02 15:00
十二点|03-02 12:00
十一点半|03-02 11:30
12点半|03-02 12:30
0点|ask
24:00|03-03 00:00
明天24点|03-04 00:00
明天零点|03-03 00:00
周三周四 10:00|ask
下午二点|03-02 14:00
后天晚上九点一刻|03-04 21:15
大大后天 10:00|03-06 10:00
这周一 9:00|ask
3月5日星期四 14:00|ask
13点|03-02 13:00
15点半|03-02 15:30
明天 2:00|ask
明天 02:00|03-03 02:00
明天 8:30|03-03 08:30
明日下午1点|03-03 13:00
今天下午1点半|03-02 13:30
今天17:30|03-02 17:30
周三上午10点或下午3点|ask
3月5日或6日 10点|ask
3月5日-7日 10点|ask
下午3点前10分钟|ask
明天的后天 10:00|ask
四月第一个周一 10:00|ask
北京时间明天10点|ask
农历三月五号 10:00|ask
十点二十到十点四十|03-02 10:20
后天十点二十|03-04 10:20
二〇二六年三月五日十点|ask
三月五日十点二十分|03-05 10:20
五月一号上午十一点|05-01 11:00
明天10|ask
隔天10点|ask
周三10点，周四11点|ask
下午三点过五分|ask
下午三点零五分|03-02 15:05
上午十点零五|03-02 10:05
后天一点|03-04 13:00
一点钟|03-02 13:00
下周五晚上七点|03-13 19:00
12月31日 10:00|12-31 10:00
二十四小时后|03-03 10:00
48小时后|03-04 10:00
两天后|ask
下午|ask
早上8点明天|03-03 08:00
下週三下午三點|03-11 15:00
"""
ENGLISH = """
I can't on Friday 3pm|ask
Friday 3pm doesn't suit|ask
anything but Friday 3pm|ask
no later than Friday 3pm|ask
Friday is bad, 3pm|ask
Friday 3pm London time|ask
Mon-Wed 10:00|ask
sat and sun 10:00|ask
monthly on the 5th 10:00|ask
14:00|03-02 14:00
tomorrow 2pm|03-03 14:00
tomorrow 2 p.m.|03-03 14:00
tomorrow at 2:30 pm|03-03 14:30
tomorrow at 2.30pm|03-03 14:30
tmr 3pm|03-03 15:00
Thursday 9:00|03-05 09:00
thurs 9am|03-05 09:00
monday 09:00|03-09 09:00
monday 3pm|ask
fortnight from friday 10am|03-20 10:00
in a fortnight at 10am|03-16 10:00
in two and a half hours|03-02 12:30
monitor 09:00|ask
the monitor tomorrow 9am|03-03 09:00
sunday 10am|03-08 10:00
next Wednesday 2pm|03-11 14:00
next wed at 10am|03-11 10:00
this Friday 4pm|03-06 16:00
this coming friday 4pm|03-06 16:00
Wednesday next week 3pm|03-11 15:00
next week 10am|ask
the week after next, 10am|ask
day after tomorrow 2pm|03-04 14:00
the day after tomorrow at 14:00|03-04 14:00
day after tomorrow|ask
5 March 10:00|03-05 10:00
5th of March 10am|03-05 10:00
March 5 10am|03-05 10:00
March 5th at 10:30|03-05 10:30
Mar 5, 2026 10:00|03-05 10:00
5 Mar 2026 at 3pm|03-05 15:00
on the 25th at 3pm|03-25 15:00
the 1st at 9am|04-01 09:00
the 31st 10am|03-31 10:00
3-5 14:00|03-05 14:00
3/5 14:00|ask
25/3 14:00|03-25 14:00
3/25 14:00|03-25 14:00
2026-04-01 17:00|04-01 17:00
12am|ask
tomorrow 12am|03-03 00:00
12pm|03-02 12:00
tomorrow 12pm|03-03 12:00
noon|03-02 12:00
tomorrow at noon|03-03 12:00
midnight|ask
tomorrow midnight|ask
half past two|03-02 14:30
tomorrow half past 2|03-03 14:30
quarter past three|03-02 15:15
quarter to five|03-02 16:45
ten past four|03-02 16:10
two o'clock|03-02 14:00
tomorrow two o’clock|03-03 14:00
at 3|03-02 15:00
by 5 tomorrow|ask
at 7|ask
tomorrow at 8|03-03 08:00
tomorrow morning at 8|03-03 08:00
8 in the evening|ask
at 8 in the evening|03-02 20:00
tonight at 8|03-02 20:00
8pm tonight|03-02 20:00
tomorrow afternoon|ask
tomorrow afternoon at 3|03-03 15:00
in 2 hours|03-02 12:00
in two hours|03-02 12:00
in an hour|03-02 11:00
in half an hour|03-02 10:30
half an hour|03-02 10:30
an hour and a half|03-02 11:30
in 45 minutes|03-02 10:45
45 min|03-02 10:45
in 90 mins|03-02 11:30
2h|03-02 12:00
1.5 hours|03-02 11:30
2 hours from now|03-02 12:00
1 hour 30 minutes|03-02 11:30
in 3 days at 10am|03-05 10:00
in 3 days|ask
in two weeks at 10am|03-16 10:00
2pm to 4pm|03-02 14:00
tomorrow 2pm - 4pm|03-03 14:00
2pm or 4pm|ask
Wednesday or Thursday 10am|ask
between 2 and 4|ask
not tomorrow 10am|ask
Christmas 10:00|12-25 10:00
weekend 10am|ask
end of the month 10am|03-31 10:00
yesterday 10am|ask
last friday 10am|ask
25:00|ask
13pm|ask
14pm|ask
2pm in the morning|ask
soon|ask
asap|ask
call me tomorrow at 3pm please|03-03 15:00
I can do Friday at 11am|03-06 11:00
ok, 4pm is fine|03-02 16:00
may 5 10am|05-05 10:00
may i call at 3pm|ask
sat 9:30am|03-07 09:30
every monday 9am|ask
wednesday 2:00|ask
wednesday 14h|ask
at 1400|ask
5pm|03-02 17:00
17.30|ask
fri 17:30|03-06 17:30
today 5pm|03-02 17:00
this afternoon at 3|03-02 15:00
this evening at 7|03-02 19:00
5-6 March 10am|ask
next month 5th at 10am|04-05 10:00
the 5th of next month at 10am|04-05 10:00
Friday week 10am|ask
a week on friday 10am|ask
tuesday after next 10am|ask
first monday of april 10am|ask
10am GMT tomorrow|ask
half ten tomorrow|ask
tomorrow 10|ask
21st march 2pm|03-21 14:00
twenty past three|03-02 15:20
tomorrow at twenty to four|ask
1:30pm or so|ask
on monday, march 9 at 10am|ask
10 minutes past 3|ask
16:00 tomorrow|03-03 16:00
tomorrow, 16.00|ask
tomorrow at 4|03-03 16:00
"""


@pytest.mark.parametrize(("text", "expected"), table(CHINESE))
def test_chinese(text: str, expected: str) -> None:
    assert meant(text, "zh") == expected


@pytest.mark.parametrize(("text", "expected"), table(ENGLISH))
def test_english(text: str, expected: str) -> None:
    assert meant(text, "en") == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("in two weeks", "2026-12-14"), ("friday", "2026-12-04"), ("两周后", "2026-12-14"), ("12月15号", "2026-12-15"), ("3-15", "2027-03-15")],
)  # fmt: skip
def test_a_day_alone(words: str, expected: str) -> None:
    """A day in words is as good as its number; read from another day than today it is asked for again."""
    said, today = Said(datetime(2026, 11, 30, tzinfo=UTC), text=words), date(2026, 11, 30)
    assert Day("?", today=today).heard(said) == expected
    if not words[-1].isdecimal():
        with pytest.raises(BadInput):
            Day("?", today=today, in_words=False).heard(said)


# What strangers wrote; the day it was, what they wrote, and the day that is meant
OVER_ENDS = """
2026-11-30|三天后|2026-12-03
2026-12-31|三天后|2027-01-03
2026-12-31|一个礼拜以后|2027-01-07
2026-12-31|下下周一|2027-01-11
2026-12-31|下个月3号|2027-01-03
2026-12-31|the 3rd of next month|2027-01-03
2026-12-31|30号|2027-01-30
2027-01-31|30号|ask
2027-01-31|in a month|2027-02-28
2027-01-31|明年1月3号|2028-01-03
2026-11-30|the 31st|ask
2026-11-30|廿五号|2026-12-25
2026-12-28|卅号|2026-12-30
2026-11-30|腊月廿五号|ask
2026-11-30|2/12|ask
2026-11-30|5.3|ask
2026-11-30|5月3日|2027-05-03
2026-11-30|25/12|2026-12-25
2027-01-31|this Friday|ask
2027-01-31|这周五|ask
2027-01-31|next Friday|2027-02-05
2026-11-30|the last day of the month|2026-11-30
2026-11-30|月底|2026-11-30
2026-11-30|除夕|2027-02-05
2026-11-30|元旦|2027-01-01
2026-11-30|明年元旦|2027-01-01
2026-11-30|圣诞节|2026-12-25
2026-11-30|New Year's Day|2027-01-01
2026-11-30|中秋节|2027-09-15
2026-11-30|国庆|ask
2026-11-30|春节|ask
2026-11-30|春节后|ask
2026-11-30|年底|2026-12-31
2026-11-30|明年年底|2027-12-31
2026-11-30|end of next month|2026-12-31
2026-11-30|二月底|2027-02-28
2026-11-30|3月最后一天|2027-03-31
2026-11-30|月底29号|ask
2026-11-30|a week from today|2026-12-07
2026-11-30|two weeks from tomorrow|2026-12-15
2026-11-30|a week from Friday|2026-12-11
2026-11-30|a week from Monday|ask
2026-11-30|一周后的今天|2026-12-07
2026-11-30|三天前|ask
2026-11-30|since Friday|ask
2026-11-30|周五之前|ask
2026-11-30|by Friday|ask
2026-11-30|before Friday|ask
2026-11-30|from Friday on|ask
2026-11-30|最晚周五|ask
2026-11-30|两周内|ask
2026-11-30|节后|ask
2026-11-30|周末|ask
2026-11-30|半个月后|ask
2026-11-30|Monday week|ask
2026-11-30|last Friday|ask
2026-11-30|Feb 29|ask
2026-11-30|2月30日|ask
"""


@pytest.mark.parametrize("line", OVER_ENDS.strip().splitlines())
def test_days_over_the_ends_of_months_and_years(line: str) -> None:
    """Right or asked again, never another day, and never one that is over."""
    on, words, expected = line.split("|")
    said = Said(datetime(2026, 11, 30, tzinfo=UTC), text=words)
    with speaking("en" if words.isascii() else "zh", "Asia/Shanghai"):
        try:
            assert Day("?", today=date.fromisoformat(on)).heard(said) == expected
        except BadInput:
            assert expected == ASKED


# What is said to *by which day?*, to *which day?*, and to *from which day on?*
LIMITS = """
周五之前|03-06|ask|ask
周五前|03-06|ask|ask
最晚周五|03-06|ask|ask
截止下周三|03-11|ask|ask
周五下班前|03-06|ask|ask
两周内|03-16|ask|ask
五一节前|04-30|ask|ask
清明后|ask|ask|04-07
周五起|ask|ask|03-06
从下周一开始|ask|ask|03-09
周五以后|ask|ask|03-09
端午节后|ask|ask|06-22
不早于25号|ask|ask|03-25
周五|03-06|03-06|03-06
月底|03-31|03-31|03-31
月底前|03-31|ask|ask
by Friday|03-06|ask|ask
by the end of the month|03-31|ask|ask
before Friday|03-05|ask|ask
no later than 25 March|03-25|ask|ask
within two weeks|03-16|ask|ask
EOD Thursday|03-05|ask|ask
until the 20th|03-20|ask|ask
from Friday on|ask|ask|03-06
not before Friday|ask|ask|03-06
after Friday|ask|ask|03-09
after Christmas|ask|ask|12-28
after two weeks|ask|ask|ask
from Monday by Friday|ask|ask|ask
"""


@pytest.mark.parametrize("line", LIMITS.strip().splitlines())
def test_a_limit_is_a_day_only_where_a_limit_is_asked_for(line: str) -> None:
    """A deadline is no appointment, and no beginning."""
    words, *expected = line.split("|")
    said = Said(NOW, text=words)
    with speaking("en" if words.isascii() else "zh", "Asia/Shanghai"):
        for limit, day in zip((Limit.BY, Limit.EXACT, Limit.FROM), expected, strict=True):
            try:
                assert Day("?", today=NOW.date(), limit=limit).heard(said)[5:] == day
            except BadInput:
                assert day == ASKED, limit


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("明天下午两点前", "03-03 14:00"), ("by 5 tomorrow", "03-03 17:00"), ("no later than Friday 3pm", "03-06 15:00"),
        ("最晚明天下午三点", "03-03 15:00"), ("within 2 hours", "03-02 12:00"), ("两小时内", "03-02 12:00"), ("两小时前", ASKED),
        ("after 3pm tomorrow", ASKED), ("明天下午两点到四点", "03-03 14:00"),
    ],
)  # fmt: skip
def test_a_time_as_a_limit(words: str, until: str) -> None:
    with speaking("en" if words.isascii() else "zh", "Asia/Shanghai"):
        try:
            assert f"{read(words, NOW, limit=Limit.BY).astimezone(ZONE):%m-%d %H:%M}" == until
        except BadInput:
            assert until == ASKED


def test_a_limit_is_said_back() -> None:
    said = Said(NOW, text="周五之前")
    with speaking("zh", "Asia/Shanghai"), pytest.raises(BadInput, match=r"3月6日 周五或之前.*哪一天"):
        Day("?", today=NOW.date()).heard(said)
    with speaking("en", "Asia/Shanghai"), pytest.raises(BadInput, match=r"6 Mar 2026 or later.*when"):
        read("after Friday", NOW)


def test_a_year_without_published_days_is_asked_for_the_date() -> None:
    """The first working day after a holiday is known once the exchanged days are."""
    with speaking("zh", "Asia/Shanghai"):
        assert (
            Day("?", today=date(2026, 2, 3), limit=Limit.FROM).heard(Said(NOW, text="春节后")) == "2026-02-24"
        )
        with pytest.raises(BadInput, match="2027"):
            Day("?", today=NOW.date(), limit=Limit.FROM).heard(Said(NOW, text="春节后"))


def test_a_stroke_has_one_order_in_chinese() -> None:
    said = Said(datetime(2026, 11, 30, tzinfo=UTC), text="5/3")
    with speaking("zh", "Asia/Shanghai"):
        assert Day("?", today=date(2026, 11, 30)).heard(said) == "2027-05-03"


AT_THE_END_OF_A_YEAR = """
下个月3号上午10点|01-03 10:00
the 3rd of next month at 10am|01-03 10:00
25号下午两点|01-25 14:00
明早8点|01-01 08:00
明晚8点半|01-01 20:30
后天晚上12点|01-03 00:00
今晚12点|01-01 00:00
tonight at 12|01-01 00:00
noon tomorrow|01-01 12:00
half past seven tomorrow evening|01-01 19:30
quarter to nine on Saturday|01-02 08:45
in an hour and a half|12-31 11:30
三刻钟后|12-31 10:45
两天后下午三点|01-02 15:00
on the 1st at noon|01-01 12:00
下周五下午三点半|01-08 15:30
明天两点到四点之间|01-01 14:00
后天一早|ask
周末上午10点|ask
除夕下午3点|02-05 15:00
明天2点或3点|ask
tomorrow 2 or 3pm|ask
anytime after 3 except Friday|ask
3点以后除了周五都可以|ask
not tomorrow, the day after|ask
上午3点|ask
13pm|ask
EOD|ask
越快越好|ask
"""


@pytest.mark.parametrize(("text", "expected"), table(AT_THE_END_OF_A_YEAR))
def test_times_at_the_end_of_a_year(text: str, expected: str) -> None:
    """It is 31 December 2026, 10:00."""
    with speaking("en" if text.isascii() else "zh", "Asia/Shanghai"):
        try:
            at = read(text, datetime(2026, 12, 31, 10, tzinfo=ZONE))
            assert f"{at.astimezone(ZONE):%m-%d %H:%M}" == expected
        except BadInput:
            assert expected == ASKED


@pytest.mark.parametrize(
    ("text", "language", "part"),
    [
        ("下周", "zh", "星期几"),
        ("下个星期吧", "zh", "星期几"),
        ("下周 10:00", "zh", "星期几"),
        ("sometime next week", "en", "which day"),
        ("next week", "en", "which day"),
        ("Wednesday next week", "en", "a day and a time"),
        ("下周三", "zh", "日期和时间"),
    ],
)
def test_a_week_alone_is_asked_for_its_day(text: str, language: str, part: str) -> None:
    with speaking(language, "Asia/Shanghai"), pytest.raises(BadInput, match=part):
        read(text, NOW)


def test_a_week_alone_is_no_day() -> None:
    said = Said(datetime(2026, 11, 30, tzinfo=UTC), text="next week")
    with speaking("en", "Asia/Shanghai"), pytest.raises(BadInput, match="which day"):
        Day("?", today=date(2026, 11, 30)).heard(said)


@pytest.mark.parametrize(
    "text",
    [
        "两三天后",
        "七八天后",
        "明后天",
        "过两天",
        "上星期三",
        "周三没空",
        "明天下班前",
        "明天午饭后",
        "tomorrow lunchtime",
        "monthly on the 5th",
    ],
)
def test_a_day_that_is_not_clear_is_asked_again_where_an_hour_is_not_needed(text: str) -> None:
    with speaking("en" if text.isascii() else "zh", "Asia/Shanghai"), pytest.raises(BadInput):
        read(text, NOW, NOW.timetz().replace(tzinfo=None))
