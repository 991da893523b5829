"""Evidence: adding, displaying, downloading and removing files."""

import dataclasses
import datetime as dt
import io
import logging
import threading
from uuid import UUID

import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction
from tests.children import STANDSTILL
from tests.owner import without_log

from balarea.documents import (
    display,
    errors,
    intake,
    models,
    operations,
    providers,
    queries,
    signatures,
    testing,
    uploads,
)
from balarea.documents.tests import ambiguous_pdfs
from balarea.foundation import ids
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, operation
from balarea.transparency.testing import entries_of
from balarea.vault import errors as vault_errors
from balarea.vault import storage
from balarea.vault.models import Sealed


def add(
    case: UUID, by: Actor, at: dt.datetime, name: str = "ktp.jpg", max_files: int = 2
) -> models.Evidence:
    return operations.add_evidence(
        case=case,
        requirement="R1",
        name=name,
        accepted=uploads.examine(testing.photo(), accepts=["IMAGE"]),
        max_files=max_files,
        by=by,
        at=at,
    )


@pytest.mark.django_db
def test_keeps_a_file_and_gives_it_back(citizen: Actor, at: dt.datetime) -> None:
    case = ids.uuid7()
    evidence = add(case, citizen, at, name="../../KTP Siti.jpg")
    content, content_type, name = operations.open_evidence(
        evidence=evidence, by=citizen, purpose="OWN_DATA", at=at
    )
    assert content.startswith(b"\xff\xd8\xff")
    assert (content_type, name) == ("image/jpeg", "KTP Siti.jpg")
    assert queries.counts(case) == {"R1": 1}
    names = operations.evidence_names(case=case, by=citizen, purpose="OWN_DATA", at=at)
    assert names == {evidence.id: "KTP Siti.jpg"}
    with pytest.raises(NotFound):
        queries.evidence(evidence.id, case=ids.uuid7())


@operation
def point(
    *, row: models.Evidence, to: models.Evidence, by: Actor, at: dt.datetime
) -> None:
    models.Evidence.objects.filter(id=row.id).update(sealed_id=to.sealed_id)


@pytest.mark.django_db
@pytest.mark.parametrize("same_case", [True, False])
def test_a_row_that_points_at_another_file_opens_nothing(
    citizen: Actor, at: dt.datetime, same_case: bool
) -> None:
    case = ids.uuid7()
    mine = add(case, citizen, at)
    accepted = uploads.examine(testing.photo((700, 500)), accepts=["IMAGE"])
    other = operations.add_evidence(
        case=case if same_case else ids.uuid7(),
        requirement="R2",
        name="ktp.jpg",
        accepted=accepted,
        max_files=2,
        by=citizen,
        at=at,
    )
    with without_log("documents_evidence"):
        point(row=mine, to=other, by=citizen, at=at)
    moved = queries.evidence(mine.id, case=case)
    with pytest.raises(vault_errors.Mismatch):
        operations.open_evidence(evidence=moved, by=citizen, purpose="OWN_DATA", at=at)


@pytest.mark.django_db
def test_takes_no_more_files_than_a_requirement_allows(
    citizen: Actor, at: dt.datetime
) -> None:
    case = ids.uuid7()
    first, _ = add(case, citizen, at), add(case, citizen, at)
    with pytest.raises(errors.TooManyFiles):
        add(case, citizen, at)
    operations.remove_evidence(evidence=first, by=citizen, at=at)
    assert add(case, citizen, at).place == 0


@pytest.mark.django_db
def test_takes_no_more_files_than_a_case_may_have(
    citizen: Actor, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("balarea.documents.rules.MAX_FILES_OF_CASE", 1)
    case = ids.uuid7()
    add(case, citizen, at)
    with pytest.raises(errors.TooManyFilesOfCase):
        add(case, citizen, at)


@pytest.mark.django_db(transaction=True)
def test_removal_forgets_the_file_and_the_log_keeps_it(
    citizen: Actor, at: dt.datetime
) -> None:
    case = ids.uuid7()
    evidence = add(case, citizen, at)
    path = storage.path_of(evidence.sealed_id)
    assert path.exists()
    operations.remove_evidence(evidence=evidence, by=citizen, at=at)
    operations.remove_evidence(evidence=evidence, by=citizen, at=at)
    assert not path.exists()
    assert not Sealed.objects.filter(key_id=case).exists()
    types = [entry.type for entry in entries_of(case)]
    assert types == ["EVIDENCE_ADDED", "EVIDENCE_REMOVED"]


@pytest.mark.django_db
def test_a_refusal_says_why_and_what_to_do() -> None:
    with pytest.raises(errors.FileTypeUnknown) as refused:
        uploads.examine(b"PK\x03\x04" + bytes(60))
    assert refused.value.code == "FILE_TYPE_UNKNOWN"
    assert refused.value.then


@pytest.mark.django_db
def test_takes_a_document_of_our_own_as_it_is(citizen: Actor, at: dt.datetime) -> None:
    content = testing.content_of(testing.issued(at=at), at=at)
    evidence = operations.add_evidence(
        case=ids.uuid7(),
        requirement="R2",
        name="SKCK.pdf",
        accepted=uploads.examine(content, accepts=["PDF"]),
        by=citizen,
        at=at,
    )
    assert evidence.size == len(content)
    assert not evidence.has_original
    # Saved by another program it is evidence like any other.
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(saved)
    for changed in (content + b"\n", saved.getvalue()):
        accepted = uploads.examine(changed, accepts=["PDF"])
        assert (accepted.sent, accepted.pages) == (changed, evidence.pages)
        assert b"/EmbeddedFile" not in accepted.content


@pytest.mark.django_db(transaction=True)
def test_what_came_lies_sealed_beside_what_is_shown(
    citizen: Actor, at: dt.datetime
) -> None:
    case, sent = ids.uuid7(), testing.pdf() + b"\n% as it came"
    accepted = uploads.examine(sent, accepts=["PDF"])
    evidence = operations.add_evidence(
        case=case, requirement="R2", name="a.pdf", accepted=accepted, by=citizen, at=at
    )
    assert evidence.has_original
    shown, _, _ = display.open_for_display(
        evidence=evidence, by=citizen, purpose="OWN_DATA", at=at
    )
    assert shown == accepted.content != sent
    given, name = operations.open_sent(
        evidence=evidence, by=citizen, purpose="OWN_DATA", at=at
    )
    assert (given, name) == (sent, "a.pdf")
    cases = models.Evidence.objects.values_list("case", flat=True)
    assert queries.bytes_of(cases) == len(sent) + len(shown)
    assert evidence.sent is not None
    path = storage.path_of(evidence.sent.id)
    assert path.exists()
    assert sent not in path.read_bytes()
    operations.remove_evidence(evidence=evidence, by=citizen, at=at)
    assert not path.exists()
    assert not Sealed.objects.filter(key_id=case).exists()


@pytest.mark.django_db
def test_a_signature_lives_on_in_what_came(citizen: Actor, at: dt.datetime) -> None:
    """A signed file that no record refers to is evidence like any other."""
    sent = testing.content_of(testing.issued(at=at), at=at)
    roots = list(providers.signer().roots())
    accepted = intake.examine(sent)
    assert signatures.read(accepted.sent, roots).is_whole
    assert not signatures.read(accepted.content, roots).is_ours


@pytest.mark.django_db
def test_an_older_pdf_is_written_anew_before_it_is_shown(
    citizen: Actor, at: dt.datetime
) -> None:
    """A row from before uploads were rewritten."""
    old = dataclasses.replace(
        uploads.examine(testing.pdf(), accepts=["PDF"]),
        content=ambiguous_pdfs.linearized(),
        sent=b"",
        sent_sha256=b"",
    )
    evidence = operations.add_evidence(
        case=ids.uuid7(), requirement="R2", name="", accepted=old, by=citizen, at=at
    )
    assert evidence.has_original
    shown, _, _ = display.open_for_display(
        evidence=evidence, by=citizen, purpose="OWN_DATA", at=at
    )
    assert shown == intake.examine(ambiguous_pdfs.linearized()).content
    given, _ = operations.open_sent(
        evidence=evidence, by=citizen, purpose="OWN_DATA", at=at
    )
    assert given == ambiguous_pdfs.linearized()
    vicious = dataclasses.replace(
        old, content=ambiguous_pdfs.plain(ambiguous_pdfs.EVIL)
    )
    evidence = operations.add_evidence(
        case=ids.uuid7(), requirement="R2", name="", accepted=vicious, by=citizen, at=at
    )
    with pytest.raises(errors.FileActive):
        display.open_for_display(
            evidence=evidence, by=citizen, purpose="OWN_DATA", at=at
        )


@pytest.mark.django_db(transaction=True)
def test_two_uploads_at_once_never_exceed_the_limit(
    citizen: Actor, at: dt.datetime
) -> None:
    case = ids.uuid7()
    together = threading.Barrier(4)
    ends: list[str] = []

    def upload() -> None:
        together.wait()
        try:
            add(case, citizen, at, max_files=2)
            ends.append("kept")
        except errors.TooManyFiles:
            ends.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=upload) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(STANDSTILL)
    assert sorted(ends) == ["kept", "kept", "refused", "refused"]
    assert queries.counts(case) == {"R1": 2}


@pytest.mark.django_db(transaction=True)
def test_numbers_given_at_once_have_no_gap_and_no_twin(at: dt.datetime) -> None:
    together = threading.Barrier(5)
    given: list[int] = []

    def prepare() -> None:
        together.wait()
        try:
            given.append(testing.prepared(at=at).sequence)
        finally:
            connection.close()

    threads = [threading.Thread(target=prepare) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(STANDSTILL)
    assert sorted(given) == [1, 2, 3, 4, 5]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "sql",
    ["DELETE FROM documents_evidence", "UPDATE documents_evidence SET size = 1"],
)
def test_raw_sql_changes_no_evidence(citizen: Actor, at: dt.datetime, sql: str) -> None:
    add(ids.uuid7(), citizen, at)
    with (
        pytest.raises(DatabaseError, match="no operation, no change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.django_db
def test_no_name_and_no_nik_in_any_table_job_or_log_line(
    citizen: Actor, at: dt.datetime, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        document = testing.issued(at=at)
        add(document.case, citizen, at, name=f"KTP {testing.HOLDER} {testing.NIK}.jpg")
        operations.revoke(
            document=document, reason=f"Bukan {testing.HOLDER}", by=citizen, at=at
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        dump = ""
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            dump += "\n".join(row for (row,) in cursor.fetchall())
    for canary in (testing.HOLDER, "Kenari", "Purnamawulan", testing.NIK):
        hidden = canary.encode().hex()
        assert canary not in dump
        assert hidden not in dump
        assert canary not in caplog.text
