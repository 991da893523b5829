"""From a decision to a document in force, and out of force again."""

import datetime as dt
import hashlib
import io
import json

import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from procrastinate.contrib.django.models import ProcrastinateJob

from balarea.documents import (
    document_content,
    errors,
    events,
    models,
    numbers,
    operations,
    queries,
    tasks,
    testing,
    typesetting,
)
from balarea.documents.rules import State
from balarea.documents.tests import printed
from balarea.foundation import events as house_events
from balarea.foundation import ids
from balarea.foundation.operation import SYSTEM
from balarea.transparency.testing import entries_of
from balarea.vault import queries as vault_queries

pytestmark = pytest.mark.django_db


def test_numbers_run_without_gaps_for_each_service_and_year(at: dt.datetime) -> None:
    first, second = testing.prepared(at=at), testing.prepared(at=at)
    other = operations.prepare(
        case=ids.uuid7(),
        reference="X",
        content=testing.content(at=at, service="DKC-006"),
        number_for=lambda sequence: f"470/{sequence:04d}",
        by=SYSTEM,
        at=at,
    )
    assert (first.sequence, second.sequence, other.sequence) == (1, 2, 1)


def test_a_failed_preparation_takes_no_number(at: dt.datetime) -> None:
    case = ids.uuid7()
    testing.prepared(at=at, case=case)
    with pytest.raises(errors.AlreadyPrepared):
        testing.prepared(at=at, case=case)
    assert testing.prepared(at=at).sequence == 2


def test_the_job_is_staged_with_ids_only_and_issues_once(at: dt.datetime) -> None:
    document = testing.prepared(at=at)
    job = ProcrastinateJob.objects.get()
    assert job.task_name == "documents.issue"
    assert job.args == {"document": str(document.id)}
    assert job.lock == f"document:{document.id}"
    assert job.queue_name == "documents"
    heard: list[events.DocumentIssued] = []
    house_events.connect(events.DocumentIssued, heard.append)
    tasks.issue(**job.args)
    tasks.issue(**job.args)
    assert [event.document for event in heard] == [document.id]
    issued = queries.document_of(document.case)
    assert issued is not None
    assert issued.state == State.ISSUED
    content = testing.content_of(issued, at=at)
    assert hashlib.sha256(content).digest() == bytes(issued.sha256 or b"")
    steps = issued.steps.order_by("id")
    assert [step.state for step in steps] == ["PREPARED", "ISSUED"]
    types = [entry.type for entry in entries_of(document.case)]
    assert types == ["DOCUMENT_PREPARED", "OPENED", "ISSUED", "OPENED"]


def test_opening_leaves_its_trace_and_waits_for_the_signature(at: dt.datetime) -> None:
    document = testing.prepared(at=at)
    with pytest.raises(errors.NotYetIssued):
        testing.content_of(document, at=at)
    document = operations.issue(document=document.id, by=SYSTEM, at=at)
    testing.content_of(document, at=at)
    assert vault_queries.accesses(document.case).count() == 2


def test_revokes_for_good_and_with_a_reason_that_stays_sealed(at: dt.datetime) -> None:
    document = testing.issued(at=at)
    with pytest.raises(errors.ReasonNeeded):
        operations.revoke(document=document, reason=" ", by=SYSTEM, at=at)
    operations.revoke(document=document, reason="Data keliru", by=SYSTEM, at=at)
    with pytest.raises(errors.CannotRevoke):
        operations.revoke(document=document, reason="Lagi", by=SYSTEM, at=at)
    revoked = queries.revocation(document)
    assert revoked is not None
    assert revoked.at == at
    step = document.steps.order_by("id").last()
    assert step is not None
    assert step.reason is not None
    assert b"keliru" not in bytes(step.reason.content or b"")
    testing.prepared(at=at, case=document.case)  # and another may be given


def test_what_is_not_yet_issued_can_not_be_revoked(at: dt.datetime) -> None:
    document = testing.prepared(at=at)
    with pytest.raises(errors.CannotRevoke):
        operations.revoke(document=document, reason="Salah", by=SYSTEM, at=at)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE documents_step SET at = now()",
        "DELETE FROM documents_step",
        "UPDATE documents_issueddocument SET state = 'REVOKED'",
        "UPDATE documents_counter SET last = 0",
        "DELETE FROM documents_issueddocument",
    ],
)
def test_raw_sql_changes_nothing(at: dt.datetime, sql: str) -> None:
    testing.issued(at=at)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with (
            pytest.raises(DatabaseError, match=r"never edited|no operation"),
            transaction.atomic(),
        ):
            cursor.execute(sql)


@pytest.mark.parametrize("template", ["LICENCE", "CERTIFICATE", "LETTER"])
def test_every_template_carries_its_content_for_programs(
    at: dt.datetime, template: document_content.Template
) -> None:
    document = testing.issued(at=at, template=template)
    with pikepdf.open(io.BytesIO(testing.content_of(document, at=at))) as pdf:
        attached = pdf.attachments[typesetting.ATTACHED]
        assert attached.relationship == pikepdf.Name.Data
        content = json.loads(attached.get_file().read_bytes())
    assert content["number"] == document.number
    assert content["holder"] == testing.HOLDER


def test_a_name_that_the_fonts_cannot_draw_does_not_stop_the_document(
    at: dt.datetime,
) -> None:
    document = testing.issued(at=at, holder="Siti 王 😀 Ahmad")
    with pikepdf.open(io.BytesIO(testing.content_of(document, at=at))) as pdf:
        raw = pdf.attachments[typesetting.ATTACHED].get_file().read_bytes()
    assert json.loads(raw)["holder"] == "Siti 王 😀 Ahmad"


def test_words_of_citizens_are_words_and_never_commands(at: dt.datetime) -> None:
    holder = '#panic("x") \\ $a$ [*b*] @c <d> `e` //'
    assert testing.issued(at=at, holder=holder).pages == 1


def test_a_long_document_runs_over_pages(at: dt.datetime) -> None:
    row = document_content.Row(
        document_content.Words("Baris", "Row"), document_content.Words("Isi " * 40)
    )
    content = testing.content("CERTIFICATE", at=at)
    numbered = document_content.NumberedContent(
        paper=document_content.DocumentContent(
            **{
                name: getattr(content, name)
                for name in document_content.DocumentContent.__dataclass_fields__
                if name != "rows"
            },
            rows=(row,) * 60,
        ),
        number="1",
        code=numbers.new_code(),
        reference="X",
        address="http://localhost/verifikasi/x/",
    )
    _, pages = typesetting.document(numbered, at=at)
    assert pages > 2


@pytest.mark.parametrize("is_demo", [True, False])
def test_only_a_demonstration_is_marked_as_a_specimen(
    at: dt.datetime, is_demo: bool
) -> None:
    with override_settings(BALAREA_DEMO=is_demo):
        made = testing.issued(at=at)
    raw = testing.content_of(made, at=at)
    with override_settings(BALAREA_DEMO=not is_demo):
        other = testing.content_of(testing.issued(at=at), at=at)
    assert (len(raw) > len(other)) is is_demo


def test_codes_are_read_however_they_are_typed() -> None:
    code = numbers.new_code()
    assert numbers.code_typed(numbers.pretty(code).lower()) == code
    assert numbers.code_typed(f"  {code[:9]} {code[9:]} ") == code
    wrong = ("A" if code[0] != "A" else "C") + code[1:]
    assert numbers.code_typed(wrong) is None
    assert models.IssuedDocument._meta.get_field("code").max_length == len(code)


def test_a_receipt_tells_the_day_of_the_check_and_that_of_the_decision(
    at: dt.datetime,
) -> None:
    check_on, decide_on = dt.date(2026, 11, 27), dt.date(2026, 12, 4)
    given = testing.receipt(at, decide_on, check_due_on=check_on)
    text = printed.text(typesetting.receipt(given))
    assert "Diperiksa paling lambat" in text
    assert "27 November 2026" in text
    assert "Bila lengkap, diputus paling lambat" in text
    assert "4 Desember 2026" in text
    assert "hari kerja sampai biaya dibayar." in text
    assert "pada hari kami terima" not in text
    assert "Janji selesai" not in text


@pytest.mark.parametrize("promised_on", [dt.date(2026, 11, 27), None])
def test_a_receipt_promises_a_day_only_with_its_condition(
    at: dt.datetime, promised_on: dt.date | None
) -> None:
    given = testing.receipt(at, promised_on)
    text = printed.text(typesetting.receipt(given))
    for words in (
        "Bila berkas Anda dinyatakan lengkap pada hari kami terima. "
        "Bila tidak, hari dihitung sejak dinyatakan lengkap.",
        "If your file is accepted as complete on the day that we received it. "
        "Else the days count from acceptance.",
    ):
        assert (words in text) is (promised_on is not None)
    assert "waktunya adalah contoh, bukan data resmi." in text
