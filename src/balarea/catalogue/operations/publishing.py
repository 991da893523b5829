"""Publishing service definitions."""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping

import msgspec
from django.db import connection

from balarea.catalogue import definition as engine
from balarea.catalogue import editions, errors, models, queries
from balarea.catalogue.definition import numbering
from balarea.catalogue.delegated import delegated
from balarea.catalogue.managed import local_days, managed, places
from balarea.catalogue.operations import bundling, indexing
from balarea.catalogue.vocabulary import Vocabulary
from balarea.foundation import clock, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people.operations import officers
from balarea.transparency import operations as transparency

# Two nodes that start at once publish one after the other.
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('balarea.catalogue.publish'))"


@operation
def publish(
    *,
    definitions: Iterable[engine.Definition],
    agencies: Iterable[engine.Agency],
    life_events: Iterable[engine.LifeEvent] = (),
    vocabulary: Vocabulary | None = None,
    bundles: Iterable[engine.BundleSource] = (),
    gives_versions: bool = False,
    by: Actor,
    at: dt.datetime,
) -> list[str]:
    """Update the catalogue to these definitions; returns the codes that changed.

    Publishing twice changes nothing. A text whose version was published with another
    text is refused or, where the mall `gives_versions` itself, gets the next version.

    Raises:
        VersionTaken, NumbersTaken: nothing is published.
        InvalidDefinitions: a bundle can't be compiled from these; neither.
    """
    _lock()
    services = {service.code: service for service in models.Service.objects.all()}
    offered = _with_own_versions(definitions, gives_versions)
    in_force = {code: service.current for code, service in services.items()}
    in_force |= {code: engine.identity(one) for code, one in offered.items()}
    compiled, said = bundling.prepared(bundles, offered, in_force, vocabulary)
    content = _content(agencies, life_events, said, in_force, compiled, clock.today(at))
    digest = hashlib.sha256(content).hexdigest()
    last = editions.newest()
    if last is not None and last[1] == digest == editions.sound(*last):
        return []
    edition = msgspec.json.decode(content, type=editions.Content)
    for agency in edition.agencies:
        officers.open_agency(code=agency.code, details=_details(agency), by=by, at=at)
    changed = [
        code
        for code in offered
        if code not in services or services[code].current != in_force[code]
    ]
    _check_numbers(offered[code] for code in changed)
    for code in changed:
        definition, hash = offered[code], in_force[code]
        _publish(
            definition=definition, hash=hash, service=services.get(code), by=by, at=at
        )
    bundling.publish(bundles=compiled, by=by, at=at)
    indexing.rebuild(edition=edition, by=by, at=at)
    _add_edition(digest=digest, content=content, by=by, at=at)
    return changed


@operation
def publish_delegations(*, by: Actor, at: dt.datetime) -> None:
    """Add an edition with the delegations as they are now, if they have changed."""
    _lock()
    before = editions.content_in_force()
    if before is not None:
        changed = msgspec.structs.replace(
            before, delegations=delegated(clock.today(at))
        )
        _replace(before=before, changed=changed, by=by, at=at)


@operation
def publish_offices(*, by: Actor, at: dt.datetime) -> None:
    """Add an edition with agencies and calendar as managers made them, if changed.

    New documents and messages name the agencies like that as well.
    """
    _lock()
    before = editions.content_in_force()
    if before is None:
        return
    today = clock.today(at)
    changed = msgspec.structs.replace(
        before,
        agencies=managed(before.agencies, today),
        calendar=local_days(today),
        sites=places(),
    )
    for agency in changed.agencies:
        officers.open_agency(code=agency.code, details=_details(agency), by=by, at=at)
    if [one.name for one in changed.agencies] != [one.name for one in before.agencies]:
        indexing.rebuild(edition=changed, by=by, at=at)
    _replace(before=before, changed=changed, by=by, at=at)


def _lock() -> None:
    """Publish after whoever does so now, on top of what they publish."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    editions.forget_revision()


@operation
def _replace(
    *, before: editions.Content, changed: editions.Content, by: Actor, at: dt.datetime
) -> None:
    if changed == before:
        return
    content = msgspec.json.encode(changed, order="deterministic")
    digest = hashlib.sha256(content).hexdigest()
    _add_edition(digest=digest, content=content, by=by, at=at)


@operation
def _add_edition(*, digest: str, content: bytes, by: Actor, at: dt.datetime) -> None:
    made = unit_of_work.add(
        models.Edition(digest=digest, content=content, published_at=at)
    )
    transparency.record(
        type="CATALOGUE_PUBLISHED",
        subject=made.subject,
        by=by,
        at=at,
        facts={"digest": digest},
    )


def _content(
    agencies: Iterable[engine.Agency],
    life_events: Iterable[engine.LifeEvent],
    vocabulary: Vocabulary,
    in_force: dict[str, str],
    bundles: Mapping[str, engine.Bundle],
    today: dt.date,
) -> bytes:
    edition = editions.Content(
        managed(agencies, today),
        tuple(life_events),
        vocabulary,
        in_force,
        {bundle.code: hash for hash, bundle in bundles.items()},
        delegated(today),
        local_days(today),
        places(),
    )
    return msgspec.json.encode(edition, order="deterministic")


def _with_own_versions(
    definitions: Iterable[engine.Definition], gives_versions: bool
) -> dict[str, engine.Definition]:
    """By code, each with a version that no other text of its service has."""
    published = queries.published_versions()
    offered, taken = {}, []
    for definition in definitions:
        versions = published.get(definition.code, {})
        texts = versions.get(definition.version)
        if texts and engine.identity(definition) not in texts:
            taken.append(f"{definition.code} ({definition.version})")
            definition = _renumbered(definition, versions)
        offered[definition.code] = definition
    if taken and not gives_versions:
        raise errors.VersionTaken(services=errors.few(taken))
    return offered


def _renumbered(
    definition: engine.Definition, versions: Mapping[int, Collection[str]]
) -> engine.Definition:
    """The text under the version it had before, else under the next."""
    for version in sorted(versions, reverse=True):
        again = msgspec.structs.replace(definition, version=version)
        if engine.identity(again) in versions[version]:
            return again
    return msgspec.structs.replace(definition, version=max(versions) + 1)


def _check_numbers(changed: Iterable[engine.Definition]) -> None:
    """Refuse a number format that could repeat numbers of other services' documents.

    Formats of older versions count; one that its own service had before is accepted.
    """
    new = [series for series in map(numbering.series, changed) if series is not None]
    published = queries.series() if new else []
    for one in sorted(set(new).difference(published)):
        for other in published:
            if other.code != one.code and numbering.may_meet(one, other):
                raise errors.NumbersTaken(service=one.code, other=other.code)


def _details(agency: engine.Agency) -> dict[str, object]:
    return {
        "name": agency.name.id,
        "name_translations": agency.name.translations,
        "short_name": agency.short_name,
        "kind": agency.kind,
        "hours": json.dumps(agency.hours),
        "desk": agency.desk,
    }


@operation
def _publish(
    *,
    definition: engine.Definition,
    hash: str,
    service: models.Service | None,
    by: Actor,
    at: dt.datetime,
) -> None:
    columns = {**_columns(definition), "current": hash, "published_at": at}
    if service is None:
        service = unit_of_work.add(models.Service(code=definition.code, **columns))
    else:
        for name, value in columns.items():
            setattr(service, name, value)
        unit_of_work.change(service, *columns)
    if not models.ServiceVersion.objects.filter(hash=hash).exists():
        unit_of_work.add(
            models.ServiceVersion(
                hash=hash,
                service=service,
                version=definition.version,
                content=engine.canonical(definition),
                published_at=at,
            )
        )
    transparency.record(
        type="RULES_PUBLISHED",
        subject=service.id,
        by=by,
        at=at,
        agency=definition.agency,
        service=definition.code,
        definition=hash,
        facts={"version": definition.version},
    )


def _columns(definition: engine.Definition) -> dict[str, object]:
    """The columns for lists and filters."""
    amount = definition.fee.amount if definition.fee.kind == "FIXED" else None
    return {
        "agency": definition.agency,
        "category": definition.category,
        "is_online": definition.online,
        "way": definition.ends_by,
        "decides": definition.decides.by if definition.decides else "OFFICER",
        "life_events": list(definition.life_events),
        "fee": definition.fee.kind,
        "is_billed": definition.is_billed,
        "amount": amount if isinstance(amount, int) else None,
        "duration": definition.standard.duration.value,
        "unit": definition.standard.duration.unit,
        "title": definition.title.id,
        "title_translations": definition.title.translations,
        "summary": definition.summary.id,
        "summary_translations": definition.summary.translations,
    }
