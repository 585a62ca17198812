"""Training of their own, on site or online: what is asked, and the order, judged like any request (TRN-5, SCO-1, SCO-10)."""

from desk.scope import catalogue, requests
from desk.surveys import consent_forms
from desk.training import courses
from handlers.chat.flows import Talk
from handlers.chat.questions import SKIP, Choice, Words
from i18n import _, company_day
from i18n.joining import labelled
from kb.base.entry import ProblemType

OTHER = "other"  # they do not know yet what it is to be about
HERE, THERE, ONLINE = "here", "there", "online"


async def order(talk: Talk, topic: str, number: int) -> None:
    """When and where; then it is a ticket, by its form if the company has one (SCO-10)."""
    when = await talk.ask(
        "when", Words(_("When would it suit you?"), options=[(SKIP, _("Any time"))], longest=200)
    )
    places = [(HERE, _("🏢 At our place")), (THERE, _("🚗 At yours")), (ONLINE, _("💻 Online"))]
    where = await talk.ask("where", Choice(_("Where? “Our place” is where you are."), options=places))
    more = await talk.ask(
        "more", Words(_("Who are they, and what should we know?"), options=[(SKIP, _("Nothing more"))])
    )
    said = await _told(talk, topic, number, when, dict(places)[where], more)
    session, now = talk.turn.session, talk.turn.now
    item = await catalogue.by_form(session, consent_forms.TRAINING, company_day(now))
    ticket = await requests.file(
        session, talk.person, said, now, kind=ProblemType.TRAINING, item=item, at_theirs=where == HERE
    )
    if not ticket.waits_for:  # else they are told already who has it, and by when they hear
        text = _("Your request for training is {number}. Whoever plans it gets in touch with you.")
        talk.say(text.format(number=ticket.number))


async def _told(talk: Talk, topic: str, number: int, when: str, where: str, more: str) -> str:
    """All of it, for the person who plans it; a course by its name."""
    named = {
        str(course.id): course.named(talk.person.language)
        for course in await courses.every(talk.turn.session)
    }
    about = named.get(topic, "" if topic == OTHER else topic)
    lines = [
        _("Training: {topic}").format(topic=about or _("to be agreed on")),
        labelled(_("Number of people"), number),
        labelled(_("Where"), where),
        *([] if when == SKIP else [labelled(_("Wished time"), when)]),
        *([] if more == SKIP else [more]),
    ]
    return "\n".join(lines)
