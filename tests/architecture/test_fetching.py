"""An N+1 query fails every test in which it happens, and a single row's doesn't."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.template import Context, Template

from balarea.foundation.operation import SYSTEM
from balarea.people import models
from balarea.people.operations import officers
from balarea.people.rules import Role

pytestmark = pytest.mark.django_db
REFUSED = pytest.fail.Exception
type Appoint = Callable[[int], None]


@pytest.fixture
def appoint(at: dt.datetime) -> Appoint:
    """Appoint so many officers of one agency."""
    details = dict.fromkeys(("name", "short_name", "kind", "hours", "desk"), "DPM")

    def make(count: int) -> None:
        agency = officers.open_agency(code="DPM", details=details, by=SYSTEM, at=at)
        for number in range(count):
            officers.appoint(
                login=f"officer-{number}",
                password="a long enough one",
                name="Dedi",
                position="Penata",
                role=Role.VERIFIER,
                agency=agency,
                by=SYSTEM,
                at=at,
            )

    return make


def test_rows_that_came_together_are_not_fetched_one_by_one(appoint: Appoint) -> None:
    appoint(2)
    with pytest.raises(REFUSED, match=r"Officer\.agency .* 2 rows"):
        [officer.agency.code for officer in models.Officer.objects.all()]
    with pytest.raises(REFUSED, match=r"Account\.officer"):
        [account.officer for account in models.Account.objects.all()]
    with pytest.raises(REFUSED, match=r"Officer\.name"):
        [officer.name for officer in models.Officer.objects.defer("name")]
    with pytest.raises(REFUSED, match=r"Officer\.account"):
        [one.account for one in models.Agency.objects.get().officers.all()]


def test_what_came_along_is_there(appoint: Appoint) -> None:
    appoint(2)
    officers = models.Officer.objects.select_related("agency")
    assert [officer.agency.code for officer in officers] == ["DPM", "DPM"]
    both = models.Officer.objects.prefetch_related("agency")
    assert [officer.agency.code for officer in both] == ["DPM", "DPM"]


def test_a_row_that_came_alone_may_fetch(appoint: Appoint) -> None:
    appoint(1)
    assert models.Officer.objects.get().agency.code == "DPM"
    assert [officer.agency.code for officer in models.Officer.objects.all()] == ["DPM"]


@pytest.mark.parametrize(
    "source",
    [
        "{% for one in officers %}{{ one.agency.code }}{% endfor %}",
        "{% for one in officers %}{% if one.agency.code == 'X' %}x{% endif %}"
        "{% endfor %}",
    ],
)
def test_no_template_swallows_it(appoint: Appoint, source: str) -> None:
    appoint(2)
    shown = Context({"officers": models.Officer.objects.all()})
    with pytest.raises(REFUSED):
        Template(source).render(shown)
