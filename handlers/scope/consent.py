"""How the form of a special service reads in an offer: what was asked and answered, and the terms (SCO-10)."""

from desk.scope.quote_rows import Quote
from desk.surveys import consent_forms, forms
from i18n import _, spoken
from i18n.joining import labelled


def lines(quote: Quote) -> list[str]:
    """None of an offer without a form."""
    if not quote.consent:
        return []
    form, language = consent_forms.of(quote), spoken().language
    answered = form.answered(quote.consent["answers"], language)
    return [
        "📝 " + forms.text(form.name, language),
        *("• " + labelled(asked, told) for asked, told in answered),
        labelled(_("Terms"), forms.text(form.terms, language)),
    ]
