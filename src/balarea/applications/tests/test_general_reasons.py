"""Ready reasons that fit every service, chosen instead of typed."""

import datetime as dt

import pytest
from django.utils.translation import override

from balarea.applications import testing_measures
from balarea.applications.general_reasons import REASONS, Use, composed
from balarea.applications.rules import State, has_enough_letters
from balarea.applications.tests.conftest import ApplicationIn, officer_for
from balarea.documents import queries as documents
from balarea.foundation import languages
from balarea.foundation.errors import NotFound
from balarea.people.rules import Action
from balarea.vault import operations as vault


@pytest.mark.parametrize("use", Use)
@pytest.mark.parametrize("language", languages.CODES)
def test_a_chosen_reason_is_long_enough_by_itself(use: Use, language: str) -> None:
    for code in REASONS[use]:
        assert has_enough_letters(composed(use, code, "", language))


def test_what_is_typed_comes_after_the_reason_in_its_language() -> None:
    with override("en"):
        text = composed(Use.GIVE, "leave", " Sampai Senin. ", "id")
    assert text.startswith("Saya sedang cuti")
    assert text.endswith("\nSampai Senin.")
    assert composed(Use.GIVE, "", "Sampai Senin.", "id") == "Sampai Senin."


def test_refuses_a_reason_of_another_kind() -> None:
    with pytest.raises(NotFound):
        composed(Use.EXTEND, "leave", "", "id")


@pytest.mark.django_db
def test_a_document_is_revoked_by_a_ready_reason_alone(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    row = application_in("DKC-006", State.ISSUED)
    who = officer_for(Action.REVOKE, row)
    testing_measures.revoke(case=row.id, reason="", ready_reason="error", at=at, **who)
    step = documents.revocation_of(row.id)
    assert step is not None
    assert step.reason is not None
    text = vault.open(
        sealed=step.reason,
        case=row.id,
        name="revocation-reason",
        by=who["by"],
        purpose="CONSULT",
        at=at,
    )
    assert text.decode().startswith("Dokumen ini terbit karena kekeliruan")
