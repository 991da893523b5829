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


def prepared(
    bundles: Iterable[engine.BundleSource],
    definitions: Mapping[str, engine.Definition],
    identities: Mapping[str, str],
    vocabulary: Vocabulary | None,
) -> tuple[dict[str, engine.Bundle], Vocabulary]:
    """Identity → bundle, compiled from what is to be in force; and the vocabulary with
    what people say of them, under their codes.

    Raises:
        engine.InvalidDefinitions: a service of a bundle isn't among the definitions.
    """
    sources, words = list(bundles), vocabulary or Vocabulary()
    merged = [engine.merge_bundle(one, definitions, identities) for one in sources]
    phrases = words.phrases | {one.code: one.phrases for one in sources if one.phrases}
    said = msgspec.structs.replace(words, phrases=phrases)
    return {engine.identity(bundle): bundle for bundle in merged}, said


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
