"""Saving a page opens the draft's answers once.

The list of accesses has one entry of an owner's own accesses an hour, from the first.
"""

from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balarea.applications.models import Draft
from balarea.applications.tests.citizen.conftest import SignIn, begin, online
from balarea.catalogue.definition import examples
from balarea.foundation import clock
from balarea.vault import operations as vault
from balarea.vault.models import Access

pytestmark = pytest.mark.django_db
# Of one save. It took 26 while the answers were opened and derived three times.
MOST_STATEMENTS = 14


def test_a_save_opens_the_answers_once(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Accesses are counted by spans of minutes; one must not end meanwhile.
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    browser = sign_in()
    page = browser.open(browser.open(begin(browser, "DKC-006")).links_to("/isi/")[0])
    example = next(t for t in online()["DKC-006"].tests if not t.expect.problems)
    raw = examples.as_typed(online()["DKC-006"], example)
    draft = Draft.objects.get()
    before = Access.objects.filter(case=draft.id).count()
    opened = mock.Mock(wraps=vault.open)
    with (
        mock.patch.object(vault, "open", opened),
        CaptureQueriesContext(connection) as statements,
    ):
        saved = browser.send(page, raw, holding="_asked", follow=False)
    assert saved.status == 302
    assert opened.call_count == 1
    assert Access.objects.filter(case=draft.id).count() == before == 1
    assert len(statements) <= MOST_STATEMENTS
