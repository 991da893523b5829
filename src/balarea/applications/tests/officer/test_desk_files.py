"""Files at the front desk: removed, used again with a yes; a bundle in one go."""

from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client

from balarea.applications import models
from balarea.applications.tests.officer.conftest import Appoint, at_the_desk
from balarea.applications.tests.officer.test_front_desk import (
    ANSWERS,
    begin,
    begin_person,
    filed,
    photo,
    send,
    text,
)
from balarea.catalogue import definition as engine
from balarea.catalogue import operations as catalogue
from balarea.catalogue import queries
from balarea.catalogue import testing as catalogue_testing
from balarea.catalogue.definition import generated_answers
from balarea.documents.models import Evidence
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people.models import Officer
from balarea.people.rules import Action
from balarea.transparency.models import Entry
from balarea.vault import queries as vault

pytestmark = pytest.mark.django_db
BUNDLE, CODES = "FIRST_JOB", ("POL-001", "DNK-001", "KPP-001", "BPT-001", "DNK-003")
BOTH = {
    "wants_record": ["YES"],
    "seeks_work": ["YES"],
    "needs_tax_number": ["NO"],
    "works_alone": ["NO"],
}


@pytest.fixture
def officer(services: dict[str, engine.Definition], appoint: Appoint) -> Officer:
    return appoint(["DKC"], actions=[Action.RECEIVE])


@pytest.fixture
def desk(officer: Officer) -> Client:
    return at_the_desk(officer)


def test_a_wrong_file_is_removed_and_an_earlier_one_used_again(desk: Client) -> None:
    earlier = filed(desk)
    [owner] = earlier.owners
    page = begin(desk, owner)
    # The wrong file is removed by its button; what was typed beside it is saved.
    send(desk, page, "save", **ANSWERS, file_R1=photo("salah"))
    [wrong] = Evidence.objects.filter(case=UUID(page.split("/")[-2]))
    gone = send(desk, page, f"remove-{wrong.id}", **ANSWERS)
    assert gone.status_code == 302, text(gone)
    again = send(desk, page, f"remove-{wrong.id}", **ANSWERS)
    assert again.status_code == 302, "the second press of two finds it done"
    draft = models.Draft.objects.get()
    assert not Evidence.objects.filter(case=draft.id).exists()
    # What was sent before is offered with its day, and copied after their yes.
    shown = text(desk.get(page))
    [source] = Evidence.objects.filter(case=earlier.id, requirement="R3")
    assert f'value="reuse-R3-{source.id}"' in shown
    assert send(desk, page, f"reuse-R3-{source.id}", **ANSWERS).status_code == 302
    [copy] = Evidence.objects.filter(case=draft.id)
    assert (copy.requirement, bytes(copy.sha256)) == ("R3", bytes(source.sha256))
    assert {one.purpose for one in vault.accesses(earlier.id)} == {"COUNTER"}
    assert Entry.objects.filter(type="REUSED", subject=earlier.id).count() == 1
    # Nothing of somebody else is offered, nor taken by whoever types its id.
    stranger = begin(desk, begin_person(desk, nik="9999014107900002", namesake="YES"))
    refused = send(desk, stranger, f"reuse-R3-{source.id}", **ANSWERS)
    assert refused.status_code == 422
    assert Evidence.objects.filter(requirement="R3").count() == 2


@pytest.fixture
def published(services: dict[str, engine.Definition]) -> engine.Definition:
    """The form of the bundle for a first job, in force."""
    folder = Path(settings.BALAREA_SERVICES_DIR)
    definitions = [catalogue_testing.online()[code] for code in CODES]
    catalogue.publish(
        definitions=definitions,
        agencies=engine.load_agencies(folder),
        bundles=[one for one in engine.load_bundles(folder) if one.code == BUNDLE],
        by=SYSTEM,
        at=clock.now(),
    )
    return queries.definition(queries.form_identity(BUNDLE))


def test_a_bundle_is_taken_in_by_who_takes_in_all_of_its_services(
    published: engine.Definition, appoint: Appoint
) -> None:
    everywhere = at_the_desk(
        appoint(["POL", "DNK", "KPP", "BPT"], actions=[Action.RECEIVE])
    )
    owner = begin_person(everywhere)
    words = {"q": "kerja pertama"}
    shown = text(everywhere.get(f"/petugas/loket/orang/{owner}/", words))
    assert f'value="{BUNDLE}"' in shown
    some = at_the_desk(appoint(["POL", "DNK"], actions=[Action.RECEIVE]))
    refused = some.post(f"/petugas/loket/orang/{owner}/mulai/", {"service": BUNDLE})
    assert refused.status_code == 403
    page = begin(everywhere, owner, BUNDLE)
    settled = send(everywhere, page, "save", **BOTH)
    assert settled.status_code == 302, text(settled)
    assert "Anda memerlukan 2 layanan" in text(everywhere.get(page))
    answer = send(everywhere, page, "file", **form_of(published))
    filing = models.BundleFiling.objects.get()
    receipt = f"/petugas/loket/paket/{filing.id}/tanda-terima/"
    assert answer.headers["Location"] == receipt, text(answer)
    assert filing.owners == {owner}
    rows = models.Application.objects.filter(bundle=filing)
    assert {row.service for row in rows} == {"POL-001", "DNK-001"}
    shown = text(everywhere.get(receipt))
    assert "Diterima di loket oleh" in shown
    for row in rows:
        assert f"/petugas/loket/berkas/{row.id}/struk/" in shown
    assert everywhere.get(receipt[:-1] + ".pdf").content.startswith(b"%PDF")
    assert everywhere.get(page).headers["Location"] == receipt
    assert some.get(receipt).status_code == 404


def form_of(form: engine.Definition) -> dict[str, Any]:
    """Every answer and file of the bundle, as the dense page sends them."""
    filled = generated_answers.fill(
        form, Random(3), today=clock.today(clock.now()), given=BOTH
    )
    answers: dict[str, Any] = {k: v for k, v in filled.raw.items() if v}
    files = {
        f"file_{name}": [photo(f"{name}{one}") for one in range(count)]
        for name, count in filled.evidence.items()
        if count
    }
    return answers | files
