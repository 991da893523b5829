import datetime as dt

import pytest

from balarea.documents import models, operations, verification
from balarea.documents.rules import Verdict
from balarea.documents.tests import making
from balarea.foundation.operation import SYSTEM

pytestmark = pytest.mark.django_db


def test_walks_from_prepared_to_verified(at: dt.datetime) -> None:
    document = making.prepared(at=at)
    assert document.number.startswith("SKCK/0001/")
    assert verification.of_text(document.number, at=at).verdict is Verdict.UNKNOWN
    document = operations.issue(document=document.id, by=SYSTEM, at=at)
    answer = verification.of_text(document.number, at=at)
    assert answer.verdict is Verdict.VALID
    assert answer.holder == "S*** K***** P***********"
    content = making.content_of(document, at=at)
    assert verification.of_file(content, at=at).verdict is Verdict.VALID
    altered = content.replace(b"%%EOF", b"%%EOF\n", 1) + b"\n"
    assert verification.of_file(altered, at=at).verdict is Verdict.ALTERED
    assert models.Step.objects.count() == 2
