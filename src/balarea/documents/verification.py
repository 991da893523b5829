"""From what somebody typed or uploaded to what may be told about it."""

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
from balarea.documents.intake import kinds, limits
from balarea.foundation import clock, languages
from balarea.foundation import rate_limits as rate
from balarea.vault import queries as vault

Verdict, Why = rules.Verdict, rules.Why
WINDOW = dt.timedelta(minutes=30)
# Numbers run without gaps, so whoever counts upwards finds every document.
NUMBERS_PER_NETWORK = 60
# Only files that must be opened count; a paper as it was issued is known by its bytes.
FILES_PER_NETWORK = 120


def turns(cores: int) -> int:
    """How many strangers' files the whole house opens at once.

    Each holds up a worker, for seconds if it is made to. There is a worker more than
    there are cores: most of them stay free for everybody else.
    """
    return 2 if cores >= 4 else 1


TURNS = turns(os.cpu_count() or 1)
_NO_TEXTS: Mapping[str, str] = MappingProxyType({})
_alone = threading.BoundedSemaphore(1)


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """A verdict and what may be told to whoever asked (decision 0040).

    Unknown: the verdict alone, and what it is if it is no document. By number, also by
    one that a file names: days and a masked name. By code or as issued, what stands on
    the paper at hand too: its kind and its agency. For ALTERED, it is the true
    document's. `title` and `agency` are texts by language code.
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
    # When the certificates end with which it was signed; it was signed before that.
    signer_until: dt.datetime | None = None


UNKNOWN = Answer(Verdict.UNKNOWN)


def of_text(text: str, *, network: str, at: dt.datetime) -> Answer:
    """By verification code, which nobody guesses, or by number, which anybody can.

    Raises:
        TooMany: after too many numbers from one network, known or not.
    """
    if not text.strip() or len(text) > 4 * numbers.MAX_TYPED:
        return Answer(Verdict.UNKNOWN, Why.NO_NUMBER)
    document = queries.by_code(text)
    if document is not None:
        return _face(document, at)
    found = _by_number(text, network, at)
    if found.verdict is Verdict.UNKNOWN:
        return Answer(Verdict.UNKNOWN, numbers.oddity(text))
    return found


def _by_number(text: str, network: str, at: dt.datetime) -> Answer:
    key = vault.blind_index("network", network)
    rate.take("verify-number", key, NUMBERS_PER_NETWORK, WINDOW, at)
    face = _face(queries.by_number(text), at)
    return dataclasses.replace(face, title=_NO_TEXTS, agency=_NO_TEXTS)


def of_file(content: bytes, *, network: str, at: dt.datetime) -> Answer:
    """By the file itself, which is looked at in a sandbox and then forgotten.

    Byte for byte as issued: the document's own verdict. Otherwise a file that names
    one of our documents, or bears our signature, is not what was issued: ALTERED.

    Raises:
        FileTooBig, Busy, FileNotChecked: with what to do instead.
        TooMany: after too many files from one network that had to be opened, or too
            many numbers in them.
    """
    if len(content) > limits.MAX_BYTES:
        raise FileTooBig(max=limits.max_megabytes())
    document = queries.by_content(content)
    if document is not None:
        return _face(document, at)
    if not kinds.is_pdf(content):
        return Answer(Verdict.UNKNOWN, Why.NO_PDF)
    key = vault.blind_index("network", network)
    rate.take("verify-file", key, FILES_PER_NETWORK, WINDOW, at)
    found = _opened(content)
    for answer in _claimed(found, network, at):
        if answer.verdict is not Verdict.UNKNOWN:
            return dataclasses.replace(answer, verdict=Verdict.ALTERED)
    if found.is_ours:
        return Answer(Verdict.ALTERED)
    return Answer(Verdict.UNKNOWN, _why(found))


def of_file_alone(content: bytes) -> Answer:
    """The same while our records don't answer: what the file's own signature says.

    Whether the document was revoked since, and whose it is, only the records know.

    Raises:
        FileTooBig, Busy, FileNotChecked: with what to do instead.
    """
    if len(content) > limits.MAX_BYTES:
        raise FileTooBig(max=limits.max_megabytes())
    if not kinds.is_pdf(content):
        return Answer(Verdict.UNKNOWN, Why.NO_PDF)
    # No turn of the whole mall can be taken now, so it is one of this process.
    if not _alone.acquire(blocking=False):
        raise Busy
    try:
        found = _read(content)
    finally:
        _alone.release()
    if found.is_ours and found.is_whole:
        until = dt.datetime.fromisoformat(found.signer_until)
        return Answer(Verdict.SIGNED, signer_until=until)
    if found.is_ours:
        return Answer(Verdict.ALTERED)
    why = Why.NOT_COMPARED if found.is_pdf and not found.is_locked else _why(found)
    return Answer(Verdict.UNKNOWN, why)


def _claimed(
    found: signatures.Reading, network: str, at: dt.datetime
) -> Iterator[Answer]:
    """What may be told of each document that a file names.

    Whoever has a code has the paper. A number in a file was perhaps only guessed, and
    written into it: it tells as much as one that was typed, and counts like it.
    """
    for code in found.codes:
        yield _face(queries.by_code(code), at)
    for number in found.numbers:
        yield _by_number(number, network, at)


def _why(found: signatures.Reading) -> rules.Why:
    if found.is_locked:
        return Why.LOCKED
    return Why.NOTHING_OF_OURS if found.is_pdf else Why.UNREADABLE


def _opened(content: bytes) -> signatures.Reading:
    """Whose codes, numbers and signatures a stranger's file bears, in its turn."""
    with _turn():
        return _read(content)


def _read(content: bytes) -> signatures.Reading:
    roots = list(providers.signer().roots())
    try:
        found, _ = sandbox.run("signatures", content, roots=roots)
    except sandbox.Busy:
        raise Busy from None
    except sandbox.NotStarted:
        raise FileNotChecked from None
    except sandbox.Broken:
        return signatures.Reading(is_pdf=False)
    return signatures.Reading(**found)


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    """One of the turns of the whole house, or a refusal at once.

    A transaction holds it, so that a worker that dies gives it back.

    Raises:
        Busy: others have them all.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            for turn in range(TURNS):
                cursor.execute(
                    "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
                    [f"verify file {turn}"],
                )
                if cursor.fetchone()[0]:
                    break
            else:
                raise Busy
        yield


def _face(document: models.IssuedDocument | None, at: dt.datetime) -> Answer:
    if document is None:
        return UNKNOWN
    verdict = rules.verdict(document.state, document.valid_until, clock.today(at))
    if verdict is Verdict.UNKNOWN:
        return UNKNOWN
    revoked = queries.revocation(document) if verdict is Verdict.REVOKED else None
    return Answer(
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
        signer_until=document.signer_until,
    )
