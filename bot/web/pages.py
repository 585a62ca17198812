"""The pages around the chat: the door for those who are not in yet, and kind words when something does not work."""

from html import escape
from pathlib import Path
from string import Template

from starlette.responses import HTMLResponse

from i18n import LOCALES, _, spoken

FOLDER = Path(__file__).parent / "page"


def plain_page(title: str, text: str, status: int = 200, form: str = "") -> HTMLResponse:
    """One sentence or two, in the language spoken. `form` is HTML of ours."""
    template = Template((FOLDER / "door.html").read_text(encoding="utf-8"))
    page = template.substitute(
        language=LOCALES[spoken().language].replace("_", "-"),
        title=escape(title),
        text=escape(text),
        form=form,
    )
    return HTMLResponse(page, status, {"cache-control": "no-store"})


def invite_page(code: str, *, ask_name: bool) -> HTMLResponse:
    """One press, so that a link preview does not use the invite up."""
    name = Template(
        '<label for="name">$label</label><input id="name" name="name" maxlength="60" autocomplete="name" dir="auto">'
    ).substitute(label=escape(_("Your name, if you like")))
    form = Template(
        '<form method="post" action="/enter"><input type="hidden" name="code" value="$code">$name'
        "<button>$button</button></form>"
    ).substitute(code=escape(code), name=name if ask_name else "", button=escape(_("Continue")))
    text = _("You have been invited to the service chat. Here you reach us day and night.")
    return plain_page(_("Welcome"), text, form=form)


def guest_page() -> HTMLResponse:
    text = _(
        "This is the service chat. To come in you need your own invite link: please ask your contact with us for one."
    )
    return plain_page(_("Hello!"), text, 401)


def chat_page() -> HTMLResponse:
    page = (FOLDER / "index.html").read_text(encoding="utf-8")
    return HTMLResponse(page, headers={"cache-control": "no-store"})
