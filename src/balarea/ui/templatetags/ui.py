"""Template tags and filters: navigation, languages, dates, rupiah, QR codes, forms."""

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
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from balarea.foundation import clock, languages, money
from balarea.ui import desks, navigation
from balarea.ui.finders import mark_path

register = template.Library()

# A line may end before the year, but not between "24" and "November".
DAY = "j\N{NO-BREAK SPACE}F Y"

MOST_COUNTED = 99  # in a menu; beyond it the number says no more

_HIDDEN = SafeString('aria-hidden="true"')

# The first that matches: some of these classes are subclasses of others.
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
    """A text in several languages, as in definitions."""

    def of(self, language: str | None) -> str: ...


@register.simple_tag
def fresh_key(key: object = "") -> SafeString:
    """The hidden field by which a form that is sent twice is recognised."""
    return format_html(
        '<input type="hidden" name="idempotency_key" value="{}">',
        key or secrets.token_urlsafe(15),
    )


@register.simple_tag(takes_context=True)
def navigation_items(context: Context, menu: str) -> list[navigation.Item]:
    """The items of a menu: `citizen`, `foot` or `officer`.

    The context's `actions` are those that the officer's grants allow.
    """
    menus = {
        "citizen": navigation.CITIZEN,
        "foot": navigation.FOOT,
        "officer": navigation.OFFICER,
    }
    allowed = frozenset(context.get("actions") or ())
    items = navigation.available_items(menus[menu])
    return [item for item in items if not item.actions or item.actions & allowed]


@register.simple_tag
def navigation_groups(
    items: list[navigation.Item],
) -> list[tuple[navigation.Group, list[navigation.Item]]]:
    """The items of a menu under their headings."""
    return navigation.grouped(items)


@register.simple_tag(takes_context=True)
def waiting_count(context: Context, address: str) -> str:
    """How much waits behind an entry of the menu: `7`, `99+`, or nothing."""
    count = (context.get("counts") or {}).get(address, 0)
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count or "")


@register.simple_tag(takes_context=True)
def is_here(context: Context, address: str) -> bool:
    """Whether the page is at or under `address`, and under no longer one of a menu.

    False without a request.
    """
    request = context.get("request")
    if request is None or not request.path.startswith(address):
        return False
    return len(navigation.closest(request.path)) <= len(address)


@register.simple_tag(takes_context=True)
def navigation_cache_key(context: Context, items: list[navigation.Item]) -> str:
    """A cache key for the menu: its items, and the one of the current page."""
    request = context.get("request")
    path = request.path if request is not None else ""
    addresses = [item.address for item in items]
    here = max((one for one in addresses if path.startswith(one)), default="")
    return "|".join([here, str(path == here), *addresses])


@register.simple_tag
def is_demo_mall() -> bool:
    """Whether this is a demonstration; for error pages, which have no context."""
    return bool(settings.BALAREA_DEMO)


@register.simple_tag
def mall_name(kind: str = "") -> str:
    """The mall's name beside its mark; `full` is the whole one."""
    mall = settings.BALAREA_MALL
    return str((mall.name if kind == "full" else mall.short_name).of(get_language()))


@register.simple_tag
def region_name() -> str:
    """The name of the regency or city, without what it is."""
    return str(settings.BALAREA_MALL.region.name)


@register.simple_tag
def ombudsman_number() -> str:
    """The phone number of the Ombudsman."""
    return str(settings.BALAREA_MALL.complaints.ombudsman)


@register.simple_tag
def theme_colour() -> str:
    """The colour of the masthead, for the browser's own frame."""
    return str(settings.BALAREA_MALL.colours.masthead.night)


@register.simple_tag
def mall_mark() -> SafeString:
    """The mall's mark, which its name stands beside."""
    address = static_or_plain(mark_path())
    return format_html('<img src="{}" alt="" width="48" height="48">', address)


@register.simple_tag
def mark_icon() -> SafeString:
    """The mall's mark as the icon of the page."""
    kind = settings.BALAREA_MALL.mark_kind
    address = static_or_plain(mark_path())
    return format_html('<link rel="icon" href="{}" type="{}">', address, kind)


@register.simple_tag
def information_desk() -> desks.Desk:
    """The mall's information desk; a tag because error pages have no context."""
    return desks.mall()


@register.simple_tag
def static_or_plain(path: str) -> str:
    """The URL of a static file, unhashed if the manifest is missing or broken."""
    try:
        return static(path)
    except (ValueError, OSError):
        return f"{settings.STATIC_URL}{path}"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A symbol of `icons.svg`; needs a label only if no text is beside it."""
    return _icon(name, str(label))


@functools.lru_cache(maxsize=512)
def _icon(name: str, label: str) -> SafeString:
    attributes = format_html('role="img" aria-label="{}"', label) if label else _HIDDEN
    return format_html(
        '<svg class="icon" {} focusable="false"><use href="{}#{}"/></svg>',
        attributes,
        static("ui/icons.svg"),
        name,
    )


class LanguageChoice(NamedTuple):
    """One language of the language switch, and the address that selects it."""

    code: str
    name: str
    address: str
    is_current: bool


@register.simple_tag(takes_context=True)
def language_choices(context: Context, forgets: object = False) -> list[LanguageChoice]:
    """All languages of the pages. `forgets` omits the page's query string."""
    current = languages.code_of(get_language())
    request = context.get("request")
    query = QueryDict(mutable=True)
    if request is not None and not forgets:
        query = request.GET.copy()
    query.pop("bahasa", None)
    rest = f"?{query.urlencode()}&" if query else "?"
    return [
        LanguageChoice(code, name, f"{rest}bahasa={code}", code == current)
        for code, name in settings.LANGUAGES
    ]


@register.simple_tag
def is_draft_language() -> bool:
    """Whether no speaker has checked the language of the page."""
    return languages.BY_CODE[languages.code_of(get_language())].is_draft


@register.filter
def in_language(text: Translatable) -> str:
    """A text of a definition in the reader's language."""
    return text.of(get_language())


@register.filter
def led_in(label: object) -> str:
    """A label before its answer, on one line; a question has its own mark."""
    text = str(label)
    return text if text.endswith(("?", ":")) else f"{text}:"


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
        value = clock.today(value)
    return _day(value, get_language())


@functools.lru_cache(maxsize=4096)
def _day(value: dt.date, _language: str | None) -> str:
    return show_date(value, DAY)


@register.filter
def moment(value: dt.datetime | None) -> str:
    """`24 November 2026, 10.15` with the name of the regency's time."""
    if value is None:
        return ""
    return f"{_day(clock.today(value), get_language())}, {clock.hour(value)}"


@register.filter
def hour(value: dt.datetime) -> str:
    """`10.15` with the name of the regency's time, for use beside the day."""
    return clock.hour(value)


@register.filter
def iso(value: dt.date | dt.datetime | None) -> str:
    """The value of `<time datetime>`: HTML allows no microseconds."""
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if value else ""


@register.simple_tag
def qr(text: str, label: str = "", error: str = "m") -> SafeString:
    """A QR code as inline SVG that scales with its container.

    `error`: how much damage it bears; a long text has larger squares with `l`.
    """
    out = io.BytesIO()
    segno.make(text, error=error, micro=False).save(
        out, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=4, nl=False
    )
    title = label or gettext("QR code")
    # segno's output consists of paths only: `text` isn't part of the markup.
    drawing = mark_safe(out.getvalue().decode())  # noqa: S308
    return format_html('<div role="img" aria-label="{}">{}</div>', title, drawing)


@register.simple_tag
def described_by(name: str, hint: str, error: str) -> SafeString:
    """The `aria-describedby` of a field: the ids of its hint and its error."""
    parts = {"hint": hint, "error": error}
    ids = " ".join(f"f-{name}-{part}" for part, text in parts.items() if text)
    return format_html(' aria-describedby="{}"', ids) if ids else SafeString("")


@register.filter
def has(values: Any, value: Any) -> bool:
    """Whether `value` is among `values` or equal to it, compared as text."""
    if values is None:
        return False
    if isinstance(values, list | tuple | set | frozenset):
        return str(value) in {str(each) for each in values}
    return str(values) == str(value)


@register.filter
def under(values: Any, name: str) -> Any:
    """A mapping's value for `name`; empty if it has none or isn't a mapping."""
    return values.get(name, "") if isinstance(values, Mapping) else ""


@register.filter
def kind(field: BoundField) -> str:
    """The name of the component for a Django form field, by its widget."""
    widget = field.field.widget
    return next((name for kind, name in KINDS if isinstance(widget, kind)), "text")


@register.simple_tag(takes_context=True)
def page_address(context: Context, param: str, number: int) -> str:
    """The query string of another page of this list, with its filters and search."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    query[param] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def near(page: Page[Any]) -> list[int]:
    """The page numbers to show; 0 for a gap."""
    last, current = page.paginator.num_pages, page.number
    near = range(max(1, current - 1), min(last, current + 1) + 1)
    shown = sorted({1, last, *near})
    numbers: list[int] = []
    for number in shown:
        if numbers and number - numbers[-1] > 1:
            numbers.append(0)
        numbers.append(number)
    return numbers
