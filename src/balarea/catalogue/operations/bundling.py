"""Publishing bundles, compiled from the services that are published with them."""

import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec

from balarea.catalogue import definition as engine
from balarea.catalogue import models
from balarea.catalogue.vocabulary import Vocabulary
from balarea.foundation import unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.transparency import operations as transparency


def compiled(
    bundles: Iterable[engine.BundleSource],
    definitions: Mapping[str, engine.Definition],
    identities: Mapping[str, str],
) -> dict[str, engine.Bundle]:
    """Identity → bundle, compiled from the definitions that are to be in force.

    Raises:
        engine.InvalidDefinitions: a service of a bundle isn't among them.
    """
    merged = [engine.merge_bundle(one, definitions, identities) for one in bundles]
    return {engine.identity(bundle): bundle for bundle in merged}


def vocabulary(words: Vocabulary, bundles: Iterable[engine.BundleSource]) -> Vocabulary:
    """The vocabulary with what people say of these bundles, under their codes."""
    phrases = words.phrases | {one.code: one.phrases for one in bundles if one.phrases}
    return msgspec.structs.replace(words, phrases=phrases)


@operation
def publish(
    *, bundles: Mapping[str, engine.Bundle], by: Actor, at: dt.datetime
) -> None:
    """Add the bundles that weren't published with this content before."""
    for hash, bundle in bundles.items():
        if models.BundleVersion.objects.filter(hash=hash).exists():
            continue
        version = models.BundleVersion.objects.filter(code=bundle.code).count() + 1
        added = unit_of_work.add(
            models.BundleVersion(
                hash=hash,
                code=bundle.code,
                version=version,
                content=engine.canonical(bundle),
                published_at=at,
            )
        )
        transparency.record(
            type="RULES_PUBLISHED",
            subject=added.subject,
            by=by,
            at=at,
            service=bundle.code,
            definition=hash,
            facts={"version": version},
        )
