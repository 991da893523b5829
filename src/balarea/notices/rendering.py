"""The text of a message: one template per kind and language, short and plain.

``<kind>.<language>.txt`` fills three blocks of ``letter.<language>.txt``: `subject` and
`mail`, and `sms`, which keeps to the 160 letters of one short message.
"""

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.formats import date_format

from balarea.foundation import clock, languages, money, retention
from balarea.notices.rules import Channel
from balarea.ui import desks

# Those with a frame for letters; a reader of another language gets Indonesian.
LANGUAGES = tuple(
    code
    for code in languages.CODES
    if (Path(__file__).parent / f"templates/notices/letter.{code}.txt").exists()
)
DATES = ("_on", "_at")  # how the names of parameters end that hold days or moments
MONEY = frozenset({"amount"})
BLANK = re.compile(r"\n\s*\n")


@dataclasses.dataclass(frozen=True, slots=True)
class RenderedText:
    """A finished text; `subject` is empty on a phone."""

    subject: str
    text: str


def write(
    *, kind: str, channel: str, language: str, values: Mapping[str, str]
) -> RenderedText:
    """The text of a message. A missing value leaves its sentence out, never a hole.

    Args:
        kind: one of `kinds.KINDS`.
        values: days as ISO dates under names that end in ``_on`` or ``_at``, amounts as
            digits; formatted for the language, with months of three letters by phone.
    """
    language = language if language in LANGUAGES else LANGUAGES[0]
    is_short = channel == Channel.PHONE
    template = get_template(f"notices/{kind.lower()}.{language}.txt")
    with translation.override(language):
        shown = {name: _shown(name, value, is_short) for name, value in values.items()}
        facts = {
            "form": "sms" if is_short else "mail",
            "is_demo": settings.BALAREA_DEMO,
            "mall": desks.mall(),
            "mall_name": settings.BALAREA_MALL.short_name.of(language),
            "ombudsman": settings.BALAREA_MALL.complaints.ombudsman,
            "draft_days": retention.DRAFT_DAYS,
        }
        # Letters are plain text: an "&" stays an "&".
        context = Context({**_links(values), **shown, **facts}, autoescape=False)
        text = template.template.render(context)  # type: ignore[attr-defined]
    if is_short:
        return RenderedText("", " ".join(text.split()))
    subject, _, body = text.strip().partition("\n")
    return RenderedText(subject.strip(), BLANK.sub("\n\n", body).strip() + "\n")


def _shown(name: str, value: str, is_short: bool) -> str:
    """A value as people read it: days with commas between, an amount as on receipts."""
    try:
        if name.endswith(DATES):
            return ", ".join(_day(day, is_short) for day in value.split(","))
        if name in MONEY:
            return money.format_rupiah(int(value))
    except ValueError:
        pass  # it is formatted already
    return value


def _day(value: str, is_short: bool) -> str:
    moment = dt.datetime.fromisoformat(value)
    pattern = "j M Y" if is_short else "j F Y"
    if not moment.tzinfo:
        return date_format(moment, pattern, use_l10n=False)
    here = clock.local(moment)  # a code to pay ends at an hour of its last day
    hour = f" {here:%H.%M}" if is_short else f", {clock.hour(moment)}"
    return date_format(here, pattern, use_l10n=False) + hour


def _links(values: Mapping[str, str]) -> dict[str, str]:
    """Addresses for the text; straight to the case, if its secret is among `values`."""
    base = settings.BALAREA_BASE_URL.rstrip("/")
    links = {
        "link": f"{base}/lacak/",
        "resume_link": f"{base}/lanjut/",
        "verify_link": f"{base}/verifikasi/",
        "print_link": f"{base}/mandiri/",
        "queue_link": f"{base}/antrean/",
    }
    if "tracking_reference" in values and "secret" in values:
        own = f"{base}/lacak/{values['tracking_reference']}/{values['secret']}/"
        return links | {"link": own, "is_private_link": "yes"}
    if "visit_token" in values:
        return links | {"visit_link": f"{base}/antrean/{values['visit_token']}/"}
    return links
