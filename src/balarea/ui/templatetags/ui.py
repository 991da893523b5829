"""Template tags and filters: places, languages, moments, rupiah, QR."""

import datetime as dt
import functools
import io
import secrets
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

import segno
from django import forms, template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BoundField
from django.http import QueryDict
from django.template.context import Context
from django.template.defaultfilters import date as show_date
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from balarea.foundation import languages, money
from balarea.ui import navigation, offices

register = template.Library()

# A line may end before the year, but not between "24" and "November".
DAY = "j\N{NO-BREAK SPACE}F Y"

_UNTOLD = SafeString('aria-hidden="true"')

# The first that fits: some widgets are a kind of another.
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.Select, "select"),
    (forms.CheckboxInput, "check"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
)


class Translatable(Protocol):
    """A text that exists in several languages, as definitions have them."""

    def of(self, language: str | None) -> str: ...


@register.simple_tag
def fresh_key(given: object = "") -> SafeString:
    """The hidden field by which a form that is sent twice is known to be the same."""
    return format_html(
        '<input type="hidden" name="idempotency_key" value="{}">',
        given or secrets.token_urlsafe(15),
    )


@register.simple_tag(takes_context=True)
def places(context: Context, where: str) -> list[navigation.Place]:
    """The open places of `citizen`, `foot` or `officer`.

    `actions` of the context are those that the reader's grants allow.
    """
    known = {
        "citizen": navigation.CITIZEN,
        "foot": navigation.FOOT,
        "officer": navigation.OFFICER,
    }
    allowed = frozenset(context.get("actions") or ())
    found = navigation.open_places(known[where])
    return [p for p in found if not p.actions or p.actions & allowed]


@register.simple_tag(takes_context=True)
def is_here(context: Context, address: str) -> bool:
    """Whether the page lies at or under `address`. Safe without a request."""
    request = context.get("request")
    return request is not None and request.path.startswith(address)


@register.simple_tag(takes_context=True)
def way_marks(context: Context, ways: list[navigation.Place]) -> str:
    """What the look of `ways` depends on: which there are, and where the page lies."""
    request = context.get("request")
    path = request.path if request is not None else ""
    here = max((w.address for w in ways if path.startswith(w.address)), default="")
    return "|".join([here, str(path == here), *(way.address for way in ways)])


@register.simple_tag
def is_demo_mall() -> bool:
    """Whether nothing here is official. Error pages without a context know it too."""
    return bool(settings.BALAREA_DEMO)


@register.simple_tag
def mall_office() -> offices.Office:
    """The information desk. Error pages without a context name it too."""
    return offices.mall()


@register.simple_tag
def sure_static(path: str) -> str:
    """The address of a static file, also while the manifest is missing or broken."""
    try:
        return static(path)
    except (ValueError, OSError):
        return f"{settings.STATIC_URL}{path}"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A picture of `icons.svg`; with a label only where it stands alone."""
    return _icon(name, str(label))


@functools.lru_cache(maxsize=512)
def _icon(name: str, label: str) -> SafeString:
    told = format_html('role="img" aria-label="{}"', label) if label else _UNTOLD
    return format_html(
        '<svg class="icon" {} focusable="false"><use href="{}#{}"/></svg>',
        told,
        static("ui/icons.svg"),
        name,
    )


class LanguageChoice(NamedTuple):
    """One language of the switch, and the address that chooses it."""

    code: str
    name: str
    address: str
    is_current: bool


@register.simple_tag(takes_context=True)
def language_choices(context: Context, forgets: object = False) -> list[LanguageChoice]:
    """All languages of the pages. Where a page `forgets`, its query is left out."""
    current = languages.code_of(get_language())
    request = context.get("request")
    query = QueryDict(mutable=True)
    if request is not None and not forgets:
        query = request.GET.copy()
    choices = []
    for code, name in settings.LANGUAGES:
        query["bahasa"] = code
        address = f"?{query.urlencode()}"
        choices.append(LanguageChoice(code, name, address, code == current))
    return choices


@register.simple_tag
def is_draft_language() -> bool:
    """Whether no speaker has checked the language of the page."""
    return languages.BY_CODE[languages.code_of(get_language())].is_draft


@register.filter
def in_language(text: Translatable) -> str:
    """A text of a definition in the reader's language."""
    return text.of(get_language())


@register.filter
def rupiah(amount: int) -> str:
    """`150000` as `Rp150.000`; nothing to pay as "Free of charge"."""
    return money.format_rupiah(int(amount)) if amount else gettext("Free of charge")


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """`24 November 2026`, by the clock of the mall."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date()
    return _day(value, get_language())


@functools.lru_cache(maxsize=4096)
def _day(value: dt.date, _language: str | None) -> str:
    return show_date(value, DAY)


@register.filter
def moment(value: dt.datetime | None) -> str:
    """`24 November 2026, 10.15 WIB`."""
    if value is None:
        return ""
    here = timezone.localtime(value)
    return f"{_day(here.date(), get_language())}, {here:%H.%M} WIB"


@register.filter
def hour(value: dt.datetime) -> str:
    """`10.15 WIB`, where the day is told already."""
    return f"{timezone.localtime(value):%H.%M} WIB"


@register.filter
def iso(value: dt.date | dt.datetime | None) -> str:
    """What `<time datetime>` wants: HTML knows no microseconds."""
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if value else ""


@register.simple_tag
def qr(text: str, label: str = "") -> SafeString:
    """A QR code as inline SVG that scales with its box."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=4, nl=False
    )
    title = label or gettext("QR code")
    # Drawn by segno from our own text; nothing of the text stands in the drawing.
    drawing = mark_safe(out.getvalue().decode())  # noqa: S308
    return format_html('<div role="img" aria-label="{}">{}</div>', title, drawing)


@register.simple_tag
def told_by(name: str, hint: str, error: str) -> SafeString:
    """Point from a field to its hint and its error, in the order they are read."""
    parts = {"hint": hint, "error": error}
    told = " ".join(f"f-{name}-{part}" for part, text in parts.items() if text)
    return format_html(' aria-describedby="{}"', told) if told else SafeString("")


@register.filter
def has(values: Any, value: Any) -> bool:
    """Whether a choice is among the given ones, compared as text."""
    if values is None:
        return False
    if isinstance(values, list | tuple | set | frozenset):
        return str(value) in {str(each) for each in values}
    return str(values) == str(value)


@register.filter
def under(values: Any, name: str) -> Any:
    """What a mapping holds under a name; empty where there is no mapping or name."""
    return values.get(name, "") if isinstance(values, Mapping) else ""


@register.filter
def kind(field: BoundField) -> str:
    """Which component draws a Django form field, by its widget."""
    drawn = field.field.widget
    return next((name for widget, name in KINDS if isinstance(drawn, widget)), "text")


@register.simple_tag(takes_context=True)
def page_address(context: Context, param: str, number: int) -> str:
    """This address at another page; filters and search stay."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    query[param] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def near(page: Page[Any]) -> list[int]:
    """Page numbers to offer; 0 where some are left out."""
    last, now = page.paginator.num_pages, page.number
    shown = sorted({1, last, *range(max(1, now - 1), min(last, now + 1) + 1)})
    numbers: list[int] = []
    for number in shown:
        if numbers and number - numbers[-1] > 1:
            numbers.append(0)
        numbers.append(number)
    return numbers
