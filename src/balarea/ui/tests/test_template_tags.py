"""Template tags and filters: navigation, dates, rupiah, QR codes, choices, pages."""

import datetime as dt
from typing import Any

import pytest
import zxingcpp
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.urls import path
from django.utils import formats, translation
from django.utils.translation import gettext, ngettext
from django_cotton.compiler_regex import CottonCompiler
from tests import browser

from balarea.ui import navigation
from balarea.ui.templatetags import ui

make = RequestFactory()
UNBROKEN = "\N{NO-BREAK SPACE}"
NOON = dt.datetime(2026, 11, 24, 3, 15, tzinfo=dt.UTC)


def draw(source: str, **context: Any) -> str:
    # Cotton compiles templates when they are loaded from files; these aren't.
    compiled = CottonCompiler().process("{% load ui i18n %}" + source)
    return Template(compiled).render(Context(context))


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("layanan/", nothing), path("lacak/", nothing)]


@pytest.mark.parametrize(("label", "shown"), [("Name", "Name:"), ("Why?", "Why?")])
def test_puts_no_colon_after_a_question(label: str, shown: str) -> None:
    assert ui.led_in(label) == shown


@override_settings(ROOT_URLCONF=__name__)
def test_leaves_out_items_without_a_view() -> None:
    items = navigation.available_items(navigation.CITIZEN)
    assert [item.address for item in items] == ["/layanan/", "/lacak/"]


def test_every_officers_key_is_used_once() -> None:
    keys = [item.key for item in navigation.OFFICER]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("here", "there"),
    [("/layanan/DKC-004/", True), ("/layanan/", True), ("/lacak/", False)],
)
def test_tells_whether_a_page_is_under_an_item(here: str, *, there: bool) -> None:
    context = Context({"request": make.get(here)})
    assert ui.is_here(context, "/layanan/") is there
    assert ui.is_here(Context(), "/layanan/") is False


def test_writes_moments_by_the_clock_of_the_mall() -> None:
    with translation.override("id"):
        assert ui.moment(NOON) == f"24{UNBROKEN}November 2026, 10.15 WIB"
        assert ui.day(NOON) == f"24{UNBROKEN}November 2026"
        assert ui.day(dt.date(2026, 8, 17)) == f"17{UNBROKEN}Agustus 2026"
    assert ui.moment(None) == ui.day(None) == ui.iso(None) == ""


def test_writes_rupiah_and_says_free_where_nothing_is_due() -> None:
    with translation.override("id"):
        assert ui.rupiah(150000) == "Rp150.000"
        assert ui.rupiah(0) == "Gratis"


def test_offers_every_language_and_keeps_the_search() -> None:
    context = Context({"request": make.get("/?q=ktp+hilang")})
    with translation.override("id"):
        choices = ui.language_choices(context)
    assert [(one.code, one.name) for one in choices] == settings.LANGUAGES
    assert [one.code for one in choices if one.is_current] == ["id"]
    assert choices[1].address == "?q=ktp+hilang&bahasa=en"
    with translation.override("en"):
        assert ui.language_choices(Context())[0].address == "?bahasa=id"
        assert ui.language_choices(context, "forgets")[0].address == "?bahasa=id"


@pytest.mark.parametrize("language", ["id", "en", "su"])
def test_marks_pages_in_a_language_that_no_speaker_has_checked(language: str) -> None:
    with translation.override(language):
        page = render_to_string("ui/layout.html", {}, make.get("/"))
    assert ("Tarjamahan ieu draf" in page) == (language == "su")
    assert f'<html lang="{language}"' in page
    assert (
        page.count('aria-current="true" lang=')
        + page.count(f'<b lang="{language}" aria-current="true">')
        == 1
    )


def test_a_draft_falls_back_to_indonesian_and_its_formats() -> None:
    with translation.override("su"):
        assert gettext("Search") == "Milari"
        assert gettext("Worklist") == "Daftar kerja", "not in the draft"
        assert ngettext("%(number)s result", "%(number)s results", 2) == (
            "%(number)s hasil"
        )
        assert ui.day(dt.date(2026, 8, 17)) == f"17{UNBROKEN}Agustus 2026"
        assert formats.number_format(1250.5, 1, use_l10n=True) == "1250,5"
        assert formats.date_format(dt.date(2026, 8, 17), "DATE_FORMAT") == "17 Agu 2026"


def test_other_pages_keep_filters() -> None:
    context = Context({"request": make.get("/?biaya=FREE&biaya=PAID&halaman=2")})
    assert ui.page_address(context, "halaman", 3) == "?biaya=FREE&biaya=PAID&halaman=3"


@pytest.mark.parametrize(
    ("now", "offered"),
    [(1, [1, 2, 0, 9]), (5, [1, 0, 4, 5, 6, 0, 9]), (9, [1, 0, 8, 9])],
)
def test_offers_the_near_pages_and_both_ends(now: int, offered: list[int]) -> None:
    assert ui.near(Paginator(range(90), 10).page(now)) == offered


def test_compares_choices_as_text() -> None:
    assert ui.has(["1", "2"], 1)
    assert ui.has(7, 7)
    assert not ui.has("SELF", "SEL")
    assert not ui.has(None, "")


def test_looks_up_a_name_where_there_is_a_mapping() -> None:
    assert ui.under({"a": "one"}, "a") == "one"
    assert ui.under({"a": "one"}, "b") == ui.under("", "a") == ""


def test_picks_the_component_by_the_widget() -> None:
    class Form(forms.Form):
        name = forms.CharField(help_text="As on your card", max_length=40)
        why = forms.CharField(widget=forms.Textarea)
        when = forms.ChoiceField(choices=[("A", "Now"), ("B", "Later")])
        how = forms.ChoiceField(choices=[("A", "Walk")], widget=forms.RadioSelect)
        agree = forms.BooleanField()
        paper = forms.FileField(required=False)

    form = Form({"name": "", "when": "B"})
    page = draw(
        "{% for field in form %}<c-field.bound :field='field' />{% endfor %}", form=form
    )
    for part in (
        "<textarea",
        "<select",
        'type="radio"',
        'type="checkbox"',
        'type="file"',
    ):
        assert part in page
    assert 'aria-describedby="f-name-hint f-name-error"' in page
    assert '<option value="B" selected' in page


def test_text_of_people_is_never_read_as_markup() -> None:
    evil = '"><script>alert(1)</script>'
    page = draw(
        '<c-field.text name="x" :label="evil" :value="evil" :error="evil" />'
        '<c-card :title="evil" :text="evil" /><c-ref :code="evil" />'
        '<c-errors :items="items" />',
        evil=evil,
        items=[("x", evil)],
    )
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 6


def test_an_attribute_of_text_escapes_what_it_carries() -> None:
    evil = '"><script>alert(1)</script>'
    page = draw('<c-head title="{{ evil }}" lead="{{ evil }}" />', evil=evil)
    assert "<script" not in page


def test_a_form_brings_its_token_and_key() -> None:
    page = draw('<c-form action="/x/" key="k-1">x</c-form>', csrf_token="tok")
    assert 'name="csrfmiddlewaretoken" value="tok"' in page
    assert 'name="idempotency_key" value="k-1"' in page
    assert "novalidate" in page


def test_errors_draw_nothing_when_there_are_none() -> None:
    assert "<div" not in draw('<c-errors :items="items" />', items=[])


@pytest.mark.parametrize("words", ["https://contoh.id/verifikasi/SMD-7K4P", "00020101"])
def test_a_qr_code_reads_back_as_what_was_written(
    open_page: browser.OpenPage, tmp_path: Any, words: str
) -> None:
    from PIL import Image

    page = open_page(width=400)
    page.set_content(f'<div style="width:300px">{ui.qr(words)}</div>')
    page.screenshot(path=tmp_path / "qr.png")
    read = zxingcpp.read_barcodes(Image.open(tmp_path / "qr.png"))
    assert [code.text for code in read] == [words]


@pytest.mark.parametrize("attribute", ['title="{{ name }}"', ':title="name"'])
def test_an_ampersand_is_escaped_once(attribute: str) -> None:
    page = draw(f"<c-head {attribute} />", name="Mutia & Rekan")
    assert "<h1>Mutia &amp; Rekan</h1>" in page
