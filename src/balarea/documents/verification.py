"""Verification: from a number, a code or a file to what may be disclosed about it."""

import contextlib
import dataclasses
import datetime as dt
import os
import threading
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from django.db import connection, transaction

from balarea.documents import (
    models,
    numbers,
    providers,
    queries,
    rules,
    sandbox,
    signatures,
)
from balarea.documents.errors import Busy, FileNotChecked, FileTooBig
from balarea.documents.intake import file_types, limits
from balarea.foundation import clock, languages, rate_limits
from balarea.vault import queries as vault

Verdict, Why = rules.Verdict, rules.Why
WINDOW = dt.timedelta(minutes=30)
# Numbers have no gaps, so all of them could be tried by counting upwards.
NUMBERS_PER_NETWORK = 60
# Only files that must be opened count; an unchanged document is known by its digest.
FILES_PER_NETWORK = 120


def slots(cores: int) -> int:
    """How many uploaded files the whole mall examines at once.

    Each occupies a worker, for seconds in the worst case. There is one worker more than
    there are cores, and most of them must stay free for other requests.
    """
    return 2 if cores >= 4 else 1


SLOTS = slots(os.cpu_count() or 1)
_NO_TEXTS: Mapping[str, str] = MappingProxyType({})
_alone = threading.BoundedSemaphore(1)


@dataclasses.dataclass(frozen=True, slots=True)
class Link:
    """Another document of the same chain: its number, its day, and how it follows.

    `on` is the day of its issue: of the later document, or of the earlier one.
    """

    kind: rules.LinkKind
    number: str
    on: dt.date


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """A verdict and what may be disclosed with it (decision 40).

    Unknown: the verdict alone, with the reason if the text or file is no document. By
    number, also by one in a file: days and a masked name. By code or by the file as
    issued: title and agency too. For ALTERED, the fields are those of the original.
    `title` and `agency` are texts by language code.
    """

    verdict: rules.Verdict
    why: rules.Why | None = None
    number: str = ""
    title: Mapping[str, str] = _NO_TEXTS
    agency: Mapping[str, str] = _NO_TEXTS
    holder: str = ""
    issued_on: dt.date | None = None
    valid_until: dt.date | None = None
    revoked_on: dt.date | None = None
    followed_by: Link | None = None
    follows: Link | None = None
    # SUSPENDED: since when, and the last day; none where it is open-ended.
    suspended_from: dt.date | None = None
    suspended_until: dt.date | None = None
    # Since when it is valid again, because a remedy against what was done was granted.
    reinstated_on: dt.date | None = None
    reinstated_by: rules.EndGround | None = None
    # When the certificates end with which it was signed; it was signed before that.
    signer_until: dt.datetime | None = None


UNKNOWN = Answer(Verdict.UNKNOWN)


def of_text(text: str, *, network: str, at: dt.datetime) -> Answer:
    """By verification code, which can't be guessed, or by number, which can.

    Raises:
        TooMany: after too many numbers from one network, known or not.
    """
    if not text.strip() or len(text) > 4 * numbers.MAX_TYPED:
        return Answer(Verdict.UNKNOWN, Why.NO_NUMBER)
    document = queries.by_code(text)
    if document is not None:
        return _answer(document, at)
    answer = _by_number(text, network, at)
    if answer.verdict is Verdict.UNKNOWN:
        return Answer(Verdict.UNKNOWN, numbers.why_no_number(text))
    return answer


def _by_number(text: str, network: str, at: dt.datetime) -> Answer:
    key = vault.blind_index("network", network)
    rate_limits.hit("verify-number", key, NUMBERS_PER_NETWORK, WINDOW, at)
    answer = _answer(queries.by_number(text), at)
    return dataclasses.replace(answer, title=_NO_TEXTS, agency=_NO_TEXTS)


def of_file(content: bytes, *, network: str, at: dt.datetime) -> Answer:
    """By the file itself, which is examined in a sandbox and not stored.

    Byte for byte as issued: the verdict on the document. Otherwise a file that contains
    the number or code of a document, or our signature, was altered: ALTERED.

    Raises:
        FileTooBig, Busy, FileNotChecked: with what to do instead.
        TooMany: after too many files from one network that had to be opened, or too
            many numbers in them.
    """
    if len(content) > limits.MAX_BYTES:
        raise FileTooBig(max=limits.max_megabytes())
    document = queries.by_content(content)
    if document is not None:
        return _answer(document, at)
    if not file_types.is_pdf(content):
        return Answer(Verdict.UNKNOWN, Why.NO_PDF)
    key = vault.blind_index("network", network)
    rate_limits.hit("verify-file", key, FILES_PER_NETWORK, WINDOW, at)
    reading = _opened(content)
    for answer in _answers_of(reading, network, at):
        if answer.verdict is not Verdict.UNKNOWN:
            return dataclasses.replace(answer, verdict=Verdict.ALTERED)
    if reading.is_ours:
        return Answer(Verdict.ALTERED)
    return Answer(Verdict.UNKNOWN, _why(reading))


def of_file_alone(content: bytes) -> Answer:
    """The same while the database doesn't answer, by the file's own signature.

    Whether the document was revoked since, and whose it is, is not known then.

    Raises:
        FileTooBig, Busy, FileNotChecked: with what to do instead.
    """
    if len(content) > limits.MAX_BYTES:
        raise FileTooBig(max=limits.max_megabytes())
    if not file_types.is_pdf(content):
        return Answer(Verdict.UNKNOWN, Why.NO_PDF)
    # Slots of the whole mall lie in the database, so this process has one of its own.
    if not _alone.acquire(blocking=False):
        raise Busy
    try:
        reading = _read(content)
    finally:
        _alone.release()
    if reading.is_ours and reading.is_whole:
        until = dt.datetime.fromisoformat(reading.signer_until)
        return Answer(Verdict.SIGNED, signer_until=until)
    if reading.is_ours:
        return Answer(Verdict.ALTERED)
    why = (
        Why.NOT_COMPARED if reading.is_pdf and not reading.is_locked else _why(reading)
    )
    return Answer(Verdict.UNKNOWN, why)


def _answers_of(
    reading: signatures.Reading, network: str, at: dt.datetime
) -> Iterator[Answer]:
    """The answers for each document whose code or number is in a file.

    A code can't be guessed. A number could have been guessed and written into the file,
    so it discloses no more than a typed one, and counts like it.
    """
    for code in reading.codes:
        yield _answer(queries.by_code(code), at)
    for number in reading.numbers:
        yield _by_number(number, network, at)


def _why(reading: signatures.Reading) -> rules.Why:
    if reading.is_locked:
        return Why.LOCKED
    return Why.NOTHING_OF_OURS if reading.is_pdf else Why.UNREADABLE


def _opened(content: bytes) -> signatures.Reading:
    """Codes, numbers and signatures in an uploaded file, examined in a free slot."""
    with _slot():
        return _read(content)


def _read(content: bytes) -> signatures.Reading:
    roots = list(providers.signer().roots())
    try:
        facts, _ = sandbox.run("signatures", content, roots=roots)
    except sandbox.Busy:
        raise Busy from None
    except sandbox.NotStarted:
        raise FileNotChecked from None
    except sandbox.Broken:
        return signatures.Reading(is_pdf=False)
    return signatures.Reading(**facts)


@contextlib.contextmanager
def _slot() -> Iterator[None]:
    """Occupy one of the slots of the whole mall.

    It is an advisory lock of a transaction, so a worker that dies releases it.

    Raises:
        Busy: none is free.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            for slot in range(SLOTS):
                cursor.execute(
                    "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
                    [f"verify file {slot}"],
                )
                if cursor.fetchone()[0]:
                    break
            else:
                raise Busy
        yield


def _answer(document: models.IssuedDocument | None, at: dt.datetime) -> Answer:
    if document is None:
        return UNKNOWN
    today = clock.today(at)
    suspensions = queries.suspensions_of(document)
    running = next((one for one in suspensions if queries.is_running(one, today)), None)
    verdict = rules.verdict(
        document.state,
        document.valid_until,
        today,
        is_suspended=running is not None,
    )
    if verdict is Verdict.UNKNOWN:
        return UNKNOWN
    revoked = queries.revocation(document) if verdict is Verdict.REVOKED else None
    answer = Answer(
        verdict=verdict,
        number=document.number,
        title={languages.DEFAULT: document.title_id, **document.title_translations},
        agency={
            languages.DEFAULT: document.agency_name_id,
            **document.agency_name_translations,
        },
        holder=document.holder,
        issued_on=document.issued_on,
        valid_until=document.valid_until,
        revoked_on=clock.today(revoked.at) if revoked else None,
        followed_by=_followed_by(document) if verdict is Verdict.SUPERSEDED else None,
        follows=_follows(document),
        signer_until=document.signer_until,
    )
    if verdict is Verdict.SUSPENDED and running is not None:
        return dataclasses.replace(
            answer, suspended_from=running.from_on, suspended_until=running.until_on
        )
    return _reinstated(answer, document, suspensions)


def _reinstated(
    answer: Answer,
    document: models.IssuedDocument,
    suspensions: list[models.Suspension],
) -> Answer:
    """A valid document whose revocation or suspension a remedy has undone says so."""
    if answer.verdict is not Verdict.VALID:
        return answer
    ends = [queries.suspension_end(one) for one in suspensions]
    undone: list[models.SuspensionEnd | models.Reinstatement] = [
        one for one in ends if one and one.ground != rules.EndGround.LIFTED
    ]
    if reinstatement := queries.reinstatement(document):
        undone.append(reinstatement)
    if not undone:
        return answer
    last = max(undone, key=lambda one: one.at)
    return dataclasses.replace(
        answer,
        reinstated_on=clock.today(last.at),
        reinstated_by=rules.EndGround(last.ground),
    )


def _followed_by(document: models.IssuedDocument) -> Link | None:
    link = queries.link_from(document)
    if link is None:
        return None
    later = link.later
    return Link(rules.LinkKind(link.kind), later.number, later.issued_on)


def _follows(document: models.IssuedDocument) -> Link | None:
    link = queries.link_to(document)
    if link is None:
        return None
    earlier = link.earlier
    return Link(rules.LinkKind(link.kind), earlier.number, earlier.issued_on)
