"""Three cases of one service, granted from one list after each was opened."""

import re
from typing import Any

import pytest
from django.test import Client

from balarea.applications import models
from balarea.applications.rules import State
from balarea.applications.tests.officer.conftest import Appoint, File, act, at_the_desk
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db

CARD = "DKC-006"
LIST = f"/petugas/keputusan/bersama/?layanan={CARD}"


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def hidden(page: str) -> dict[str, str]:
    form = page[page.index('action="?layanan=') :]
    return dict(
        re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', form)
    )


def test_grants_what_was_opened_and_says_of_the_rest_why_not(
    file: File, appoint: Appoint
) -> None:
    cases = [file(CARD) for _ in range(3)]
    client = at_the_desk(appoint(["DKC"]))
    for case in cases:
        met = {"mark-R1": "MET", "mark-R3": "MET", "mark-R5": "MET"}
        act(client, f"/petugas/permohonan/{case.id}/", {"action": "accept", **met})
    assert "/petugas/keputusan/bersama/" in text(client, "/petugas/keputusan/")
    assert LIST in text(client, "/petugas/keputusan/bersama/")
    page = text(client, LIST)
    assert 'name="case"' not in page
    assert page.count("Anda belum membuka berkas ini sejak terakhir berubah.") == 3
    for case in cases[:2]:
        assert LIST in text(client, f"/petugas/permohonan/{case.id}/")
    page = text(client, LIST)
    assert page.count('name="case"') == 2
    # The third is sent along all the same, as a stale page would.
    form: dict[str, Any] = hidden(page) | {
        "case": [str(case.id) for case in cases],
        f"revision-{cases[2].id}": "2",
    }
    first = client.post(LIST, form)
    again = client.post(LIST, form)
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    page = first.content.decode()
    assert "2 dari 3 permohonan disetujui" in page
    assert page.index("Tidak diubah") < page.index("Disetujui")
    states = [models.Application.objects.get(id=case.id).state for case in cases]
    assert states == [State.GRANTED, State.GRANTED, State.TO_DECIDE]
    assert models.Decision.objects.count() == 2
    none = client.post(LIST, {})
    assert none.status_code == 422
    assert "Belum ada permohonan yang dicentang." in none.content.decode()
    other = at_the_desk(appoint(["DKC"], actions=[Action.READ, Action.VERIFY]))
    assert other.get(LIST).status_code == 403
