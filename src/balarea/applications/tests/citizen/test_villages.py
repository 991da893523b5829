"""The villages that a page offers, and what it says of a wrong one."""

import datetime as dt

import pytest

from balarea.applications.presenters import villages
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import begin, publish_also
from balarea.catalogue import testing

pytestmark = pytest.mark.django_db
CODE = "PLN-005"  # asks for a place by its part
HERE = {
    "district": "SUMEDANG_UTARA",
    "village": "3211181001",
    "street": "Jalan Contoh 5",
    "neighbourhood": "02/05",
}


def test_offers_every_village_by_district_in_the_order_of_the_alphabet() -> None:
    definition = testing.online()[CODE]
    page = next(p for p in definition.pages if p.id == "place")
    groups = villages.groups(definition, page.fields, {"district": "CIMALAKA"})
    labels = [group.label for group in groups["village"]]
    assert labels == sorted(labels)
    assert len(labels) == 26
    for group in groups["village"]:
        names = [name for _, name in group.options]
        assert names == sorted(names)


def test_offers_only_those_of_the_district_answered_on_an_earlier_page() -> None:
    definition = testing.online()[CODE]
    fields = [definition.fields["village"]]
    [group] = villages.groups(definition, fields, {"district": "CIMALAKA"})["village"]
    assert group.label == "Cimalaka"
    assert ("3211222014", "Cimuja") in group.options


def test_a_village_of_another_district_is_refused_at_its_question(
    browser: Browser, at: dt.datetime
) -> None:
    publish_also(testing.online()[CODE], at)
    home = begin(browser, CODE)
    page = browser.open(home + "isi/place/")
    wrong = browser.send(page, HERE | {"district": "CIMALAKA"}, holding="_asked")
    assert wrong.status == 422
    assert "Kelurahan Kota Kaler ada di Kecamatan Sumedang Utara" in wrong.text
    assert '<option value="3211181001" selected>' in wrong.html
    right = browser.send(wrong, HERE, holding="_asked")
    assert right.status == 200
    assert "3211181001" not in right.text
    assert "Kelurahan Kota Kaler" in browser.open(home + "periksa/").text
