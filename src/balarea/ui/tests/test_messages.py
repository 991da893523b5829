"""Catalogues: gathered whole, renewed without loss, checked without mercy."""

from pathlib import Path

import pytest

from balarea.ui.messages import __main__ as command
from balarea.ui.messages import catalogues, checking, extraction, missing

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
A = _("Open the door.")
B = ngettext("%(n)s door", "%(n)s doors", 2)
C = pgettext("of a house", "Room")
D = ("not a message", _("Two "
     "lines"))
"""
PAGE = """{% load i18n %}
   <c-head title="{% translate 'From an attribute' %}" :lead="_('From a variable')" />
 <p>{% blocktranslate trimmed with x=y %}
   Hello {{ x }}, 100% yours
 {% endblocktranslate %}</p>
{% firstof a _("A fallback") %} It's "odd" text ( [ here
{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    for name in ("first", "second"):
        app = tmp_path / name
        (app / "templates" / name).mkdir(parents=True)
        (app / "tests").mkdir()
        (app / "__init__.py").write_text("")
        (app / "tests" / "test_x.py").write_text('_("Never shown")')
    (tmp_path / "first" / "rules.py").write_text(CODE)
    (tmp_path / "first" / "templates" / "first" / "page.html").write_text(PAGE)
    (tmp_path / "second" / "rules.py").write_text('A = _("Open the door.")')
    return tmp_path


def fill(app: Path, **texts: str) -> None:
    path = catalogues.file_of(app)
    text = path.read_text()
    for msgid, msgstr in texts.items():
        entry = f'msgid "{msgid.replace("_", " ")}"\nmsgstr ""'
        assert entry in text
        text = text.replace(entry, entry[:-1] + msgstr + '"')
    path.write_text(text)


def names(app: Path) -> set[str]:
    return {catalogues.name(m) for m in catalogues.messages(catalogues.read(app))}


def test_gathers_from_code_and_templates_but_not_from_tests(source: Path) -> None:
    output = extraction.gather(source / "first", source)
    assert {catalogues.name(m) for m in catalogues.messages(output)} == {
        *("Open the door.", "%(n)s door", "Room", "Two lines"),
        *("From an attribute", "From a variable", "A fallback", "%(n)s day"),
        "Hello %(x)s, 100%% yours",
    }


def test_renewing_keeps_what_was_translated(source: Path) -> None:
    app = source / "first"
    assert catalogues.update(app, source, {})
    fill(app, Room="Ruang")
    assert not catalogues.update(app, source, {})
    (app / "rules.py").write_text(CODE.replace("Open the door.", "Shut the door."))
    catalogues.update(app, source, {})
    assert 'msgstr "Ruang"' in catalogues.file_of(app).read_text()
    assert "Shut the door." in names(app)
    assert "Open the door." not in names(app)


def test_a_sentence_that_goes_and_comes_back_brings_its_translation(
    source: Path,
) -> None:
    app = source / "second"
    catalogues.update(app, source, {"Open the door.": "Buka pintunya."})
    (app / "rules.py").write_text("")
    catalogues.update(app, source, {})
    assert "#~" in catalogues.file_of(app).read_text()
    (app / "rules.py").write_text('A = _("Open the door.")')
    catalogues.update(app, source, {})
    assert "#~" not in catalogues.file_of(app).read_text()
    assert "Buka pintunya." in catalogues.file_of(app).read_text()


def test_pruning_forgets_and_an_empty_catalogue_goes(source: Path) -> None:
    app = source / "second"
    catalogues.update(app, source, {"Open the door.": "Buka pintunya."})
    (app / "rules.py").write_text("")
    assert catalogues.update(app, source, {}, prune=True)
    assert not catalogues.file_of(app).exists()


def test_names_every_kind_of_fault(source: Path) -> None:
    app = source / "second"
    (app / "rules.py").write_text('_("One") + _("Two %(n)s") + _("Three") + _("Four")')
    catalogues.update(app, source, {})
    fill(app, One="Satu", **{"Two_%(n)s": "Dua"}, Three="Tiga")
    path = catalogues.file_of(app)
    path.write_text(
        path.read_text().replace('msgid "Three"', '#, fuzzy\nmsgid "Three"')
        + '\nmsgid "Gone"\nmsgstr "Hilang"\n'
    )
    (app / "rules.py").write_text(
        '_("One") + _("Two %(n)s") + _("Three") + _("Four") + _("Five")'
    )
    output = "\n".join(checking.faults_of_apps(source, [app]))
    for fault in ("placeholders", "fuzzy 'Three'", "empty 'Four'", "missing 'Five'"):
        assert fault in output
    assert "orphan 'Gone'" in output
    assert "'One'" not in output


def test_one_sentence_has_one_translation_in_all_apps(source: Path) -> None:
    apps = [source / "first", source / "second"]
    for app, text in zip(apps, ("Buka pintunya.", "Bukalah pintu."), strict=True):
        catalogues.update(app, source, {"Open the door.": text})
    output = "\n".join(checking.faults_of_apps(source, apps))
    assert "'Open the door.' is said in two ways" in output


def test_a_catalogue_compiles_into_what_gettext_reads(source: Path) -> None:
    import gettext

    app = source / "second"
    catalogues.update(app, source, {"Open the door.": "Buka pintunya."})
    assert catalogues.compile_app(app)
    with catalogues.file_of(app).with_suffix(".mo").open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert read.gettext("Open the door.") == "Buka pintunya."


def test_a_draft_holds_what_is_translated_and_its_gaps_are_counted(
    source: Path,
) -> None:
    app = source / "first"
    catalogues.update(app, source, {}, code="su")
    assert not catalogues.file_of(app, "su").exists()
    catalogues.update(app, source, {"Open the door.": "Buka pantona."}, code="su")
    text = catalogues.file_of(app, "su").read_text()
    assert 'msgstr "Buka pantona."' in text
    assert "no speaker has checked" in text
    assert "Two lines" not in text
    output = "\n".join(checking.faults_of_apps(source, [app]))
    assert "missing 'Two lines'" in output, "of Indonesian"
    assert "(su)" not in output
    [row] = missing.of_apps(source, [app], "su")
    assert row.total == len(row.missing) + 1
    assert "Two lines" in row.missing
    assert "Open the door." not in row.missing


def test_a_draft_is_checked_in_what_it_says(source: Path) -> None:
    app = source / "second"
    catalogues.update(app, source, {"Open the door.": "Buka %(n)s."}, code="su")
    output = list(checking.faults_of_apps(source, [app]))
    assert "second (su): other placeholders than [] in 'Open the door.'" in output
    (app / "rules.py").write_text("")
    output = list(checking.faults_of_apps(source, [app]))
    assert "second (su): orphan 'Open the door.', which no code says" in output


def test_counts_the_definitions_texts_that_lack_a_language(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(
        "title: {id: Akta, en: Certificate, su: Akta}\n"
        "list: [{id: KTP, en: ID card, service: DKC-001, when_text: {id: A, en: B}}]\n"
    )
    row = missing.of_services(tmp_path, "su")
    assert (row.total, set(row.missing)) == (
        3,
        {"one.yaml: list[0]", "one.yaml: list[0].when_text"},
    )
    assert missing.of_services(tmp_path, "en").missing == ()


def test_a_definition_must_speak_both_languages(tmp_path: Path) -> None:
    (tmp_path / "DKC").mkdir()
    (tmp_path / "DKC" / "DKC-001.yaml").write_text(
        "title: {id: Akta, en: Certificate}\n"
        "legal_basis: [{id: L1, text: UU}]\n"
        "pages: [{id: p1, title: {id: Anda}, fields: [{label: {id: Nama, en: ''}}]}]\n"
    )
    output = list(checking.faults_of_services(tmp_path))
    assert len(output) == 2
    assert "pages[0].title" in output[0]
    assert "fields[0].label" in output[1]


def test_the_words_of_this_app_are_complete() -> None:
    assert command.main(["check", "ui"]) == 0


def test_a_app_that_is_not_there_is_refused() -> None:
    with pytest.raises(SystemExit):
        command.main(["update", "attic"])
