"""How a letter is written: one template per kind, language and form, short and plain.

``<kind>.<language>.mail.txt``: the first line is the subject, the rest the letter.
``<kind>.<language>.sms.txt``: one line, at most 160 characters where a link allows it.
"""

import dataclasses
from collections.abc import Mapping

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from balarea.notices.rules import Channel

LANGUAGES = ("id", "en")


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """A finished text; `subject` is empty on a phone."""

    subject: str
    text: str


def write(
    *, kind: str, channel: str, language: str, values: Mapping[str, str]
) -> Written:
    """The text of a message. Missing values leave their sentence out, never a hole."""
    language = language if language in LANGUAGES else LANGUAGES[0]
    form = "sms" if channel == Channel.PHONE else "mail"
    template = get_template(f"notices/{kind.lower()}.{language}.{form}.txt")
    # Letters are plain text: an "&" stays an "&".
    context = Context({"link": _link(values), **values}, autoescape=False)
    with translation.override(language):
        text = template.template.render(context).strip()  # type: ignore[attr-defined]
    if channel == Channel.PHONE:
        return Written("", " ".join(text.split()))
    subject, _, body = text.partition("\n")
    return Written(subject.strip(), body.strip() + "\n")


def _link(values: Mapping[str, str]) -> str:
    """Where to go from here: straight to the case, if its secret is known."""
    base = settings.BALAREA_BASE_URL.rstrip("/")
    if "tracking_reference" in values and "secret" in values:
        return f"{base}/lacak/{values['tracking_reference']}/{values['secret']}/"
    return f"{base}/lacak/"
