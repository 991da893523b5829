"""A manager changes an agency; the public pages follow, and so does the clock."""

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.contrib import auth as django_auth
from django.test import Client

from balarea.catalogue import definition as engine
from balarea.catalogue import page_cache, queries
from balarea.catalogue.tests.conftest import publish
from balarea.foundation import calendar, clock
from balarea.people import auth
from balarea.people import queries as people_queries
from balarea.people import testing as people
from balarea.people.models import AgencyChange, Officer, Site
from balarea.people.operations import calendar as calendar_operations
from balarea.people.rules import Action
from balarea.transparency.testing import entries_of

pytestmark = pytest.mark.django_db

LIST, PAGE = "/petugas/kelola/instansi/", "/petugas/kelola/instansi/POL/"
PUBLIC, SERVICE = "/layanan/instansi/POL/", "/layanan/POL-001/"
type Some = dict[str, engine.Definition]


def browser(officer: Officer) -> Client:
    """An officer who has just signed in by both factors."""
    client, now = Client(), clock.now().timestamp()
    session = client.session
    session[django_auth.SESSION_KEY] = str(officer.account.pk)
    session[django_auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[django_auth.HASH_SESSION_KEY] = officer.account.get_session_auth_hash()
    session[auth.SINCE] = session[auth.LAST_REQUEST] = now
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return client


def form(client: Client, **changed: str) -> dict[str, str]:
    """What the page's form holds, with some fields changed."""
    context: Any = client.get(PAGE).context
    shown = context["form"]
    fields = {name: shown[name].value() or "" for name in shown.fields}
    return {**fields, "revision": context["revision"], **changed}


def test_what_a_manager_saves_is_on_the_public_pages_at_once(
    some: Some, client: Client, at: dt.datetime
) -> None:
    manager = browser(people.appoint("POL", [Action.MANAGE], at))
    before = client.get(PUBLIC).content.decode()
    day = clock.today(at) + dt.timedelta(days=1)
    sent = form(
        manager,
        desk="Z9",
        head_id="Kepala Kepolisian Resor",
        head_en="Chief of police",
        phone="(0261) 201 234",
        opens_5="09.00",
        closes_5="11:00",
        special_day=day.isoformat(),
        special_reason="Pindah loket",
    )
    assert manager.post(PAGE, sent).status_code == 302
    after = client.get(PUBLIC).content.decode()
    assert "Z9" in after
    assert "Z9" not in before
    for text in ("Kepala Kepolisian Resor", "0261", "09.00–11.00", "Pindah loket"):
        assert text in after
    assert "Z9" in client.get(SERVICE).content.decode()
    own = people_queries.agencies()["POL"]
    assert own.desk == "Z9"
    assert [one.type for one in entries_of(own.id)].count("AGENCY_CHANGED") == 1
    [change] = AgencyChange.objects.all()
    assert change.fields == ["desk", "hours", "phone", "head", "special"]
    page = manager.get(PAGE).content.decode()
    assert "jabatan kepalanya" in page
    # Nothing differs, so nothing is stored; publishing the files again keeps it.
    assert manager.post(PAGE, form(manager)).status_code == 302
    assert AgencyChange.objects.count() == 1
    publish(at, *some.values())
    assert queries.edition().agencies["POL"].desk == "Z9"
    # The special day goes by a tick.
    manager.post(PAGE, {**form(manager), "remove": day.isoformat()})
    assert queries.edition().agencies["POL"].special == ()


def test_an_older_page_and_what_is_not_theirs_are_refused(
    some: Some, at: dt.datetime
) -> None:
    officer = people.appoint("POL", [Action.MANAGE], at)
    manager = browser(officer)
    old = form(manager, desk="Z1")
    assert manager.post(PAGE, form(manager, desk="Z2")).status_code == 302
    refused = manager.post(PAGE, old)
    assert refused.status_code == 409
    assert 'value="Z1"' in refused.content.decode()
    for wrong in (
        {"name_id": ""},
        {"opens_0": "16:00"},
        {"phone": "12"},
        {"special_day": "kemarin", "special_reason": "x"},
        {"head_id": "Kepala"},
    ):
        assert manager.post(PAGE, form(manager, **wrong)).status_code == 422, wrong
    assert AgencyChange.objects.count() == 1
    assert manager.get(f"{LIST}DKC/").status_code == 403
    assert f"{LIST}DKC/" not in manager.get(LIST).content.decode()
    other = browser(people.appoint("DKC", [Action.READ], at))
    assert [other.get(one).status_code for one in (LIST, PAGE)] == [403, 403]
    assert other.post(PAGE, old).status_code == 403


def test_a_cached_page_says_open_and_closed_by_the_clock(
    some: Some, client: Client, monkeypatch: pytest.MonkeyPatch, at: dt.datetime
) -> None:
    day = calendar.add_working_days(clock.today(at) + dt.timedelta(days=1), 0)
    while day.weekday() != 1:  # a Tuesday with usual hours
        day = calendar.add_working_days(day, 1)
    opens = dt.datetime.combine(day, dt.time(8), clock.zone())

    def seen(moment: dt.datetime) -> str:
        monkeypatch.setattr(clock, "now", lambda: moment.astimezone(dt.UTC))
        page = client.get(PUBLIC)
        assert page.headers["Cache-Control"] == page_cache.CACHE_CONTROL
        return page.content.decode()

    second = dt.timedelta(seconds=1)
    assert "Sedang tutup, buka hari ini pukul 08.00" in seen(opens - second)
    assert "Sedang buka, sampai 15.00" in seen(opens)
    assert "Sedang buka, sampai 15.00" in seen(opens + dt.timedelta(hours=7) - second)
    assert "Sedang tutup, buka besok" in seen(opens + dt.timedelta(hours=7))
    # A day that is closed meanwhile closes the page as well.
    calendar_operations.set_days(
        days=[day],
        is_open=False,
        reason="Hari jadi",
        by=people_queries.officer_actor(people.appoint("POL", [Action.READ], at)),
        at=at,
    )
    assert "Sedang tutup" in seen(opens + dt.timedelta(hours=1))


def test_a_building_stands_on_the_pages_of_those_who_serve_there(
    some: Some, client: Client, at: dt.datetime
) -> None:
    manager = browser(people.appoint("DPM", [Action.MANAGE], at))
    new = "/petugas/kelola/gedung/baru/"
    typed = {
        "name": "Kantor Timur",
        "address": "Jalan Contoh 9",
        "point": "-6.5, 107.9",
    }
    assert manager.post(new, {**typed, "point": "di sana"}).status_code == 422
    assert manager.post(new, {**typed, "agencies": ["POL"]}).status_code == 302
    page = client.get(PUBLIC).content.decode()
    assert "Kantor Timur" in page
    assert "mlat=-6.5&amp;mlon=107.9" in page
    assert "Kantor Timur" not in client.get("/layanan/instansi/DKC/").content.decode()
    site = Site.objects.get()
    own = f"/petugas/kelola/gedung/{site.code}/"
    context: Any = manager.get(own).context
    sent = {**typed, "agencies": ["DKC"], "revision": context["revision"]}
    assert manager.post(own, sent).status_code == 302
    assert "Kantor Timur" not in client.get(PUBLIC).content.decode()
    assert "Kantor Timur" in client.get("/layanan/instansi/DKC/").content.decode()
    assert manager.post(own, sent).status_code == 409
    assert [one.type for one in entries_of(site.id)] == ["SITE_CHANGED"] * 2
    other = browser(people.appoint("DKC", [Action.MANAGE], at))
    assert [other.get(one).status_code for one in (own, new)] == [403, 403]
