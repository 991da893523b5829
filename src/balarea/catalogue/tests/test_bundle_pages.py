"""Pages of bundles, and what leads to them."""

import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker
from tests import snapshots

from balarea.catalogue.testing import shipped
from balarea.foundation import clock

from .test_bundles import publish

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def everything(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Every service and bundle, published once for the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        snapshots.arrange(
            "services and bundles",
            lambda: publish(clock.now(), *shipped().values()),
            is_first=True,
        )
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("anak saya lahir", "BIRTH"),
        ("istri saya baru melahirkan, ngurus apa aja?", "BIRTH"),
        ("my child was born", "BIRTH"),
        ("orok kakara lahir", "BIRTH"),
        ("buka warung keripik", "FOOD_BUSINESS"),
        ("I open a warung that makes keripik", "FOOD_BUSINESS"),
        ("mau jualan makanan rumahan", "FOOD_BUSINESS"),
        ("bapak saya meninggal kemarin", "DEATH"),
        ("dompet hilang di pasar", "LOST_DOCUMENTS"),
        ("mau nikah", "MARRIAGE"),
        ("rumah saya kebanjiran", "DISASTER"),
        ("mau bangun rumah", "HOUSE"),
        ("anak masuk sekolah sd", "SCHOOL"),
        ("pindah ke sumedang", "MOVING_IN"),
        ("pindah keluar kota", "MOVING_OUT"),
        ("baru mulai kerja", "FIRST_JOB"),
        ("saya sudah pensiun", "RETIREMENT"),
    ],
)
def test_what_people_say_of_an_event_leads_to_its_bundle(
    everything: None, client: Client, said: str, code: str
) -> None:
    html = client.get("/layanan/", {"q": said}).content.decode()
    bundle = html.index(f'href="/layanan/paket/{code}/"')
    others = re.findall(r'<a href="/layanan/[A-Z]{3}-[0-9]{3}/"', html)
    assert all(html.index(one) > bundle for one in others), "it stands above"


def test_a_question_about_one_service_brings_no_bundle(
    everything: None, client: Client
) -> None:
    for said in (
        "ktp hilang",
        "bayar pbb",
        "bpjs bayi",
        "buku nikah",
        "akta kelahiran terlambat",
    ):
        html = client.get("/layanan/", {"q": said}).content.decode()
        assert "/layanan/paket/" not in html, said


def test_the_page_of_a_bundle_names_its_services_and_when(
    everything: None, client: Client
) -> None:
    html = client.get("/layanan/paket/BIRTH/").content.decode()
    for code in ("DKC-028", "DKC-016", "DKC-017", "BPK-002"):
        assert f'href="/layanan/{code}/"' in html
    assert 'href="/permohonan/baru/BIRTH/"' in html
    assert "paling lama 60 hari" in html
    assert client.get("/layanan/paket/birth/").status_code == 302
    assert client.get("/layanan/paket/NOTHING/").status_code == 404


def test_life_events_and_services_lead_to_their_bundles(
    everything: None, client: Client
) -> None:
    for address in ("/layanan/peristiwa/BIRTH/", "/layanan/DKC-028/", "/sitemap.xml"):
        html = client.get(address).content.decode()
        assert "/layanan/paket/BIRTH/" in html, address
    services = client.get("/api/v1/services", {"limit": 1000}).json()
    assert len(services["items"]) == 361
