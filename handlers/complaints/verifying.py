"""Is it settled? The customer says so with one tap, or the supervisor asks them; what is not goes to headquarters (COM-4, COM-5)."""

from datetime import datetime

from desk.access import access_own_complaint
from desk.complaints import process as complaint_process
from desk.complaints import statements
from desk.complaints.complaint import Complaint, ComplaintState
from errors import BadInput
from handlers.chat.cards import if_unchanged, verb
from handlers.chat.flows import Talk, flow, start
from handlers.chat.questions import SKIP, Choice, Words, YesNo
from handlers.chat.turn import Turn
from handlers.complaints import card
from handlers.complaints.confirming import kept
from handlers.complaints.questions import mornings, on_kept_complaint
from i18n import _, moment

VERDICTS = {"yes": True, "no": False, "none": None}


async def _load(turn: Turn, number: int) -> Complaint:
    return await access_own_complaint(turn.session, turn.person, number)


async def _show(turn: Turn, complaint: Complaint) -> None:
    headline = _("This has changed meanwhile; this is where we are:")
    turn.reply(await card.for_customer(turn.session, complaint, headline, turn.now))


on_own_complaint = if_unchanged(_load, _show)


@verb
@on_own_complaint
async def is_settled(turn: Turn, complaint: Complaint, extra: str) -> None:
    await complaint_process.verify(turn.session, complaint, True, "", turn.person, turn.now)


@verb
@on_own_complaint
async def is_not_settled(turn: Turn, complaint: Complaint, extra: str) -> None:
    """It goes up at once; one question: what is still open."""
    await complaint_process.verify(turn.session, complaint, False, "", turn.person, turn.now)
    await start(turn, what_is_open, {"complaint": complaint.id})


@flow
async def what_is_open(talk: Talk) -> None:
    complaint = await access_own_complaint(talk.turn.session, talk.person, talk.args["complaint"])
    question = Words(_("What is still open? In your own words."), options=[(SKIP, _("The same as before"))])
    words = await talk.ask("words", question)
    if words != SKIP:
        await statements.explain_verdict(talk.turn.session, complaint, words, talk.person, talk.turn.now)
        talk.say(_("Thank you. It goes along with it."))


@verb
@on_own_complaint
async def withdraw_complaint(turn: Turn, complaint: Complaint, extra: str) -> None:
    await start(turn, take_back, {"complaint": complaint.id})


@flow
async def take_back(talk: Talk) -> None:
    complaint = await access_own_complaint(talk.turn.session, talk.person, talk.args["complaint"])
    sure = await talk.ask("sure", YesNo(_("Take {number} back?").format(number=complaint.number)))
    if sure:
        await complaint_process.withdraw(talk.turn.session, complaint, talk.person, talk.turn.now)
    else:
        talk.say(_("All right, it goes on."))


@verb
@on_kept_complaint
async def record_verdict(turn: Turn, complaint: Complaint, extra: str) -> None:
    """The supervisor has asked the customer."""
    if extra not in VERDICTS:
        raise BadInput(_("Please press one of the buttons."))
    await start(turn, verdict, {"complaint": complaint.id, "verdict": extra})


@flow
async def verdict(talk: Talk) -> None:
    complaint = await kept(talk, ComplaintState.ANSWERED)
    what = VERDICTS[talk.args["verdict"]]
    prompt = _("When and how did you try to reach them?") if what is None else _("What did the customer say?")
    words = await talk.ask("words", Words(prompt))
    await complaint_process.verify(talk.turn.session, complaint, what, words, talk.person, talk.turn.now)
    talk.say(_("It is recorded."))


@verb
@on_kept_complaint
async def next_complaint_date(turn: Turn, complaint: Complaint, extra: str) -> None:
    await start(turn, look_again, {"complaint": complaint.id})


@flow
async def look_again(talk: Talk) -> None:
    """How it stands at headquarters, and when it is looked at next: always a date, until it ends."""
    complaint = await kept(talk, ComplaintState.HEADQUARTERS)
    words = await talk.ask("words", Words(_("How far is it at headquarters?")))
    now = talk.turn.now
    dates = await talk.once("dates", lambda: mornings(talk, complaint))
    options = [(at, moment(datetime.fromisoformat(at), now)) for at in dates]
    at = await talk.ask("at", Choice(_("When do you look at it next?"), options=options, columns=2))
    await complaint_process.next_date(
        talk.turn.session, complaint, datetime.fromisoformat(at), words, talk.person, now
    )
    talk.say(_("I will remind you on {time}.").format(time=moment(datetime.fromisoformat(at), now)))


@verb
@on_kept_complaint
async def conclude_complaint(turn: Turn, complaint: Complaint, extra: str) -> None:
    await start(turn, conclude, {"complaint": complaint.id})


@flow
async def conclude(talk: Talk) -> None:
    """The result at headquarters, in words that the customer reads."""
    complaint = await kept(talk, ComplaintState.HEADQUARTERS)
    settled = await talk.ask("settled", YesNo(_("Is it settled for the customer now?")))
    words = await talk.ask("words", Words(_("What is the result? The customer reads this.")))
    await complaint_process.conclude(talk.turn.session, complaint, settled, words, talk.person, talk.turn.now)
    talk.say(_("It is recorded."))


@verb
@on_kept_complaint
async def report_complaint(turn: Turn, complaint: Complaint, extra: str) -> None:
    await start(turn, report_back, {"complaint": complaint.id})


@flow
async def report_back(talk: Talk) -> None:
    """To headquarters, which has forwarded it (COM-5)."""
    complaint = await kept(talk, ComplaintState.REPORTING)
    words = await talk.ask("words", Words(_("To whom and how was it reported back?")))
    await complaint_process.reported(talk.turn.session, complaint, words, talk.person, talk.turn.now)
    talk.say(_("It is recorded."))
