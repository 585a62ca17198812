"""Pages around the chat: sign-in, and friendly error pages."""

from html import escape
from pathlib import Path
from string import Template

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse

from i18n import LOCALES, _, company, logo, spoken

FOLDER = Path(__file__).parent / "page"
OWN = "Kefu 客服"  # as long as the company has no name


def brand() -> str:
    return company() or OWN


async def icon(_request: Request) -> FileResponse:
    """The company's logo, else ours."""
    path = Path(logo()) if logo() else FOLDER / "icon.svg"
    return FileResponse(
        path if path.is_file() else FOLDER / "icon.svg", headers={"cache-control": "max-age=3600"}
    )


def plain_page(title: str, text: str, status: int = 200, form: str = "") -> HTMLResponse:
    """One or two sentences in the visitor's language. `form` is trusted HTML."""
    template = Template((FOLDER / "door.html").read_text(encoding="utf-8"))
    page = template.substitute(
        language=LOCALES[spoken().language].replace("_", "-"),
        title=escape(title),
        brand=escape(brand()),
        text=escape(text),
        form=form,
    )
    return HTMLResponse(page, status, {"cache-control": "no-store"})


def invite_page(code: str, *, ask_name: bool) -> HTMLResponse:
    """One press, so that a link preview does not use the invite up."""
    text = _("You have been invited to the service chat. Here you reach us day and night.")
    if company():
        text = _(
            "You have been invited to the service chat of {company}. Here you reach us day and night."
        ).format(company=company())
    return plain_page(_("Welcome"), text, form=_form("/enter", _("Continue"), code=code, ask_name=ask_name))


def _form(action: str, press: str, *, code: str = "", ask_name: bool) -> str:
    name = Template(
        '<label for="name">$label</label><input id="name" name="name" maxlength="60" autocomplete="name" dir="auto">'
    ).substitute(label=escape(_("Your name, if you like")))
    return Template(
        '<form method="post" action="$action"><input type="hidden" name="code" value="$code">$name'
        "<button>$button</button></form>"
    ).substitute(action=action, code=escape(code), name=name if ask_name else "", button=escape(press))


def guest_page(*, may_enter: bool) -> HTMLResponse:
    """`may_enter`: also without an invite, as a stranger."""
    text = _(
        "This is the service chat. To come in you need your own invite link: please ask your contact with us for one."
    )
    if not may_enter:
        return plain_page(_("Hello!"), text, 401)
    also = _("Without one you are welcome too: you can prove in the chat who you are.")
    form = _form("/guest", _("Come in without an invite link"), ask_name=True)
    return plain_page(_("Hello!"), f"{text} {also}", 401, form)


def chat_page() -> HTMLResponse:
    page = (FOLDER / "index.html").read_text(encoding="utf-8").replace(OWN, escape(brand()))
    return HTMLResponse(page, headers={"cache-control": "no-store"})
