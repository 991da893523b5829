"""Documents that take the place of earlier ones."""

import contextlib
import dataclasses
import datetime as dt
from random import Random
from uuid import UUID

import pytest

from balarea.documents import (
    errors,
    models,
    operations,
    queries,
    rules,
    testing,
    verification,
)
from balarea.documents.rules import LinkKind, State, Verdict
from balarea.foundation import clock, ids
from balarea.foundation.operation import SYSTEM
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db
NETWORK = "192.0.2.7"


def following(
    earlier: models.IssuedDocument,
    kind: LinkKind,
    at: dt.datetime,
    case: UUID | None = None,
) -> models.IssuedDocument:
    """A prepared document, of the same case unless another is named."""
    return operations.prepare(
        case=case or earlier.case,
        reference="7K3M9QXAC",
        content=testing.content(at=at),
        number_for=lambda sequence: f"SKCK/{sequence:04d}/XI/{clock.today(at).year}",
        follows=earlier.id,
        kind=kind,
        by=SYSTEM,
        at=at,
    )


def verdict_of(document: models.IssuedDocument, at: dt.datetime) -> verification.Answer:
    return verification.of_text(document.number, network=NETWORK, at=at)


def test_the_earlier_one_is_in_force_until_the_later_one_is_issued(
    at: dt.datetime,
) -> None:
    earlier = testing.issued(at=at)
    content = testing.content_of(earlier, at=at)
    later = following(earlier, LinkKind.REPLACED, at)
    assert verdict_of(earlier, at).verdict is Verdict.VALID
    assert verdict_of(later, at).verdict is Verdict.UNKNOWN
    operations.issue(document=later.id, by=SYSTEM, at=at)
    old, new = verdict_of(earlier, at), verdict_of(later, at)
    assert (old.verdict, new.verdict) == (Verdict.SUPERSEDED, Verdict.VALID)
    assert old.followed_by == verification.Link(
        LinkKind.REPLACED, later.number, later.issued_on
    )
    assert new.follows == verification.Link(
        LinkKind.REPLACED, earlier.number, earlier.issued_on
    )
    assert new.followed_by is None
    # And the earlier file is byte for byte what it was.
    earlier.refresh_from_db()
    assert testing.content_of(earlier, at=at) == content
    assert verification.of_file(content, network=NETWORK, at=at).verdict is (
        Verdict.SUPERSEDED
    )
    assert Entry.objects.filter(subject=earlier.case, type="SUPERSEDED").count() == 1


def test_one_document_follows_and_only_one_that_is_in_force(at: dt.datetime) -> None:
    earlier = testing.issued(at=at)
    later = following(earlier, LinkKind.CORRECTED, at)
    with pytest.raises(errors.CannotFollow):
        following(earlier, LinkKind.REPLACED, at)
    operations.issue(document=later.id, by=SYSTEM, at=at)
    with pytest.raises(errors.CannotFollow):
        following(earlier, LinkKind.RENEWED, at, case=ids.uuid7())
    with pytest.raises(errors.AlreadyPrepared):
        testing.prepared(at=at, case=earlier.case)
    later.refresh_from_db()
    operations.revoke(document=later, reason="Keliru", by=SYSTEM, at=at)
    with pytest.raises(errors.CannotFollow):
        following(later, LinkKind.REPLACED, at)


def test_what_was_revoked_meanwhile_stays_revoked(at: dt.datetime) -> None:
    earlier = testing.issued(at=at)
    later = following(earlier, LinkKind.RENEWED, at, case=ids.uuid7())
    operations.revoke(document=earlier, reason="Keliru", by=SYSTEM, at=at)
    operations.issue(document=later.id, by=SYSTEM, at=at)
    assert verdict_of(earlier, at).verdict is Verdict.REVOKED
    assert verdict_of(later, at).verdict is Verdict.VALID


def test_it_says_again_what_the_earlier_one_said(at: dt.datetime) -> None:
    earlier = testing.issued(at=at)
    said = operations.open_content(document=earlier, by=SYSTEM, at=at)
    assert said.number == earlier.number
    assert dataclasses.replace(said.paper, history=()) == testing.content(at=at)
    assert State.SUPERSEDED in rules.ENDED
    assert queries.links_of(earlier.case) == []


def test_random_lives_have_one_document_in_force_a_chain(at: dt.datetime) -> None:
    random, other = Random(20261130), ids.uuid7()
    chain = [testing.issued(at=at)]
    for _ in range(10):
        last = models.IssuedDocument.objects.get(id=chain[-1].id)
        step = random.choice(("follow", "follow", "sign", "sign", "revoke", "again"))
        with contextlib.suppress(
            errors.CannotFollow, errors.CannotRevoke, errors.AlreadyPrepared
        ):
            if step == "follow":
                case = random.choice((last.case, other))
                kind = random.choice(list(LinkKind))
                chain.append(following(last, kind, at, case=case))
            elif step == "sign":
                operations.issue(document=last.id, by=SYSTEM, at=at)
            elif step == "revoke" and random.random() < 0.3:
                operations.revoke(document=last, reason="Keliru", by=SYSTEM, at=at)
            elif step == "again":  # another document of an earlier one
                chain.append(following(random.choice(chain), LinkKind.REPLACED, at))
        rows = models.IssuedDocument.objects.filter(id__in=[one.id for one in chain])
        assert rows.filter(state=State.ISSUED).count() <= 1
        for row in rows.filter(state=State.SUPERSEDED):
            link = queries.link_from(row)
            assert link is not None
            assert link.later.state != State.PREPARED
    assert len(chain) > 3
