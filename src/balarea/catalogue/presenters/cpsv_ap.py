"""The catalogue as linked data: CPSV-AP 3.2 in JSON-LD.

CPSV-AP is the European application profile of the Core Public Service Vocabulary. Each
service, agency and life event is identified by the address of its page in this mall,
and their parts by fragments of it; regulations and concepts, which have no page, by
fragments of the document. Texts are language maps: ISO 639 code → text.
"""

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import msgspec
from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balarea.catalogue import definition as engine
from balarea.catalogue import editions, queries
from balarea.catalogue.presenters import listing, words
from balarea.catalogue.presenters.cpsv_ap_context import (
    CONTEXT,
    COUNTRY,
    LANGUAGES,
    RUPIAH,
)
from balarea.foundation import languages

if TYPE_CHECKING:
    from balarea.catalogue import models

type Node = dict[str, Any]
type Texts = Mapping[str, str]

PATH = "/api/v1/catalogue.jsonld"
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")  # of schema.org/openingHours
ONLINE, DESK, ILLUSTRATIVE = "channel-online", "channel-desk", "status-illustrative"
CONCEPTS: Mapping[str, str | Promise] = {
    **{f"way-{code}": way.name for code, way in words.WAYS.items()},
    **{f"category-{code}": name for code, name in listing.CATEGORIES.items()},
    ONLINE: _("Here, online"),
    DESK: _("At the mall"),
    ILLUSTRATIVE: _("Illustrative, not official"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Addresses:
    """Absolute addresses below `base`, which has no slash at its end."""

    base: str

    @property
    def document(self) -> str:
        return self.base + PATH

    @property
    def landing_page(self) -> str:
        return f"{self.base}/layanan/"

    @property
    def mall(self) -> str:
        return f"{self.base}/#mpp"

    def service(self, code: str) -> str:
        return f"{self.base}/layanan/{code}/"

    def agency(self, code: str) -> str:
        return f"{self.base}/layanan/instansi/{code}/"

    def event(self, code: str) -> str:
        return f"{self.base}/layanan/peristiwa/{code}/"

    def concept(self, name: str) -> str:
        return f"{self.document}#{name}"

    def regulation(self, text: str) -> str:
        """The same for the same citation, in whichever service it stands."""
        return self.concept("law-" + hashlib.sha256(text.encode()).hexdigest()[:16])


def catalogue(
    services: Mapping[str, "models.Service"],
    definitions: Mapping[str, engine.Definition],
    edition: editions.Edition,
) -> bytes:
    """The JSON-LD document of all services in force, in UTF-8."""
    at = Addresses(settings.BALAREA_BASE_URL.rstrip("/"))
    laws = {
        basis.text: basis
        for definition in definitions.values()
        for basis in definition.standard.legal_basis
    }
    agencies = dict.fromkeys(row.agency for row in services.values())
    graph = [
        _dataset(at, list(services)),
        _publisher(at),
        {"@id": at.landing_page, "@type": "Document"},
        *_authorities(),
        *(_concept(at, name, label) for name, label in CONCEPTS.items()),
        *(_event(at, event) for event in edition.life_events.values()),
        *(_regulation(at, text) for text in sorted(laws)),
    ]
    for code in agencies:
        graph += _agency(at, code, edition.agencies.get(code))
    for code, row in services.items():
        graph += _service(at, row, definitions[code], services, edition)
    return msgspec.json.encode({"@context": CONTEXT, "@graph": graph})


def _dataset(at: Addresses, codes: Sequence[str]) -> Node:
    mall = settings.BALAREA_MALL
    return {
        "@id": at.document,
        "@type": "Dataset",
        "identifier": at.document,
        "title": mall.name.texts,
        "description": _translations(
            _("Services of the mall. Examples, not official.")
        ),
        "publisher": at.mall,
        "landingPage": at.landing_page,
        "hasPart": [at.service(code) for code in codes],
    }


def _publisher(at: Addresses) -> Node:
    mall = settings.BALAREA_MALL
    return {
        "@id": at.mall,
        "@type": ["Organization", "Agent"],
        "identifier": at.base,
        "title": mall.name.texts,
        "prefLabel": mall.name.texts,
    }


def _authorities() -> Iterator[Node]:
    """What is identified by the Publications Office's authority tables."""
    yield {
        "@id": COUNTRY,
        "@type": ["Location", "AdministrativeTerritorialUnit"],
        "prefLabel": {"id": "Indonesia", "en": "Indonesia"},
    }
    yield {"@id": RUPIAH, "@type": "Concept", "prefLabel": {"id": "rupiah"}}
    for code, address in LANGUAGES.items():
        name = languages.BY_CODE[code].name
        yield {
            "@id": address,
            "@type": "LinguisticSystem",
            "prefLabel": {code: name},
        }


def _concept(at: Addresses, name: str, label: str | Promise) -> Node:
    return {
        "@id": at.concept(name),
        "@type": "Concept",
        "identifier": name,
        "prefLabel": _translations(label),
    }


def _event(at: Addresses, event: engine.LifeEvent) -> Node:
    return {
        "@id": at.event(event.code),
        "@type": ["LifeEvent", "Event"],
        "identifier": event.code,
        "title": event.name.texts,
        "description": event.description.texts,
    }


def _regulation(at: Addresses, text: str) -> Node:
    return {
        "@id": at.regulation(text),
        "@type": "LegalResource",
        "title": {languages.DEFAULT: text},  # cited in Indonesian only
    }


def _agency(at: Addresses, code: str, agency: engine.Agency | None) -> Iterator[Node]:
    """The agency with its desk, a channel and a contact point of all its services."""
    page = at.agency(code)
    name = agency.name.texts if agency else {languages.DEFAULT: code}
    contact = agency or settings.BALAREA_MALL
    yield {
        "@id": page,
        "@type": ["PublicOrganisation", "Organization", "Agent"],
        "identifier": code,
        "title": name,
        "prefLabel": name,
        "spatial": COUNTRY,
        "contactPoint": f"{page}#contact",
    }
    yield {
        "@id": f"{page}#contact",
        "@type": "ContactPoint",
        "telephone": contact.phone or settings.BALAREA_MALL.phone,
        "openingHours": f"{page}#hours",
    }
    yield {
        "@id": f"{page}#hours",
        "@type": "TemporalEntity",
        "schema:openingHours": list(_hours(contact.hours)),
    }
    yield {
        "@id": f"{page}#desk",
        "@type": "Channel",
        "identifier": f"{code}/desk",
        "channelType": at.concept(DESK),
        "ownedBy": page,
        "openingHours": f"{page}#hours",
    }


def _hours(week: Sequence[tuple[str, str] | None]) -> Iterator[str]:
    """Days with the same hours together, such as `Mo-Th 08:00-15:00`."""
    days = zip(WEEKDAYS, week, strict=True)
    for times, run in groupby(days, key=lambda day: day[1]):
        names = [name for name, _times in run]
        if times is not None:
            span = names[0] if len(names) == 1 else f"{names[0]}-{names[-1]}"
            yield f"{span} {times[0]}-{times[1]}"


def _service(
    at: Addresses,
    row: "models.Service",
    definition: engine.Definition,
    services: Mapping[str, "models.Service"],
    edition: editions.Edition,
) -> Iterator[Node]:
    """The service, followed by its parts."""
    page, agency = at.service(row.code), at.agency(row.agency)
    parts = list(_requirements(page, definition))
    online = list(_online_channel(at, row))
    laws = definition.standard.legal_basis
    events = [code for code in row.life_events if code in edition.life_events]
    yield {
        **_identity(at, row, definition),
        "isGroupedBy": [at.event(code) for code in events],
        "processingTime": words.iso_duration(row.duration, row.unit),
        "holdsRequirement": _of_type("Requirement", parts),
        "hasInput": _of_type("Evidence", parts),
        "requires": _required_services(at, definition, services),
        "produces": f"{page}#output",
        "hasCost": f"{page}#cost",
        "hasChannel": [*_of_type("Channel", online), f"{agency}#desk"],
        "hasLegalResource": list(dict.fromkeys(at.regulation(x.text) for x in laws)),
        "language": list(LANGUAGES.values()),
        "spatial": COUNTRY,
        "isPartOf": at.document,
        "source": f"{at.base}/api/v1/definitions/{row.current}",
    }
    yield from (*parts, *online)
    yield _output(page, definition)
    yield _cost(page, agency, row, definition)


def _identity(
    at: Addresses, row: "models.Service", definition: engine.Definition
) -> Node:
    """What the service is, and who is responsible for it."""
    agency = at.agency(row.agency)
    return {
        "@id": at.service(row.code),
        "@type": "PublicService",
        "identifier": row.code,
        "title": definition.title.texts,
        "description": definition.summary.texts,
        "hasCompetentAuthority": agency,
        "contactPoint": f"{agency}#contact",
        "status": at.concept(ILLUSTRATIVE),
        "isClassifiedBy": [
            at.concept(f"way-{definition.ends_by}"),
            at.concept(f"category-{row.category}"),
        ],
    }


def _of_type(name: str, nodes: Iterable[Node]) -> list[str]:
    return [node["@id"] for node in nodes if node["@type"] == name]


def _online_channel(at: Addresses, row: "models.Service") -> Iterator[Node]:
    """This mall's forms, for a service that can be filed online now."""
    if queries.is_row_fileable(row):
        yield {
            "@id": f"{at.service(row.code)}#online",
            "@type": "Channel",
            "identifier": f"{row.code}/online",
            "channelType": at.concept(ONLINE),
            "ownedBy": at.agency(row.agency),
        }


def _required_services(
    at: Addresses,
    definition: engine.Definition,
    services: Mapping[str, "models.Service"],
) -> list[str]:
    """The services that issue what this one asks for."""
    listed = definition.requirements or definition.standard.requirements
    codes = dict.fromkeys(one.service for one in listed)
    return [at.service(code) for code in codes if code and code in services]


def _requirements(page: str, definition: engine.Definition) -> Iterator[Node]:
    """The requirements, each followed by its evidence where something is handed in.

    Those of the questions, or of the standard where there are no questions yet, as on
    the service's page.
    """
    for one in definition.requirements:
        details = [text for text in (one.when_text, one.hint) if text]
        yield from _requirement(
            page, one.id, one.title, details, has_evidence=one.evidence == "UPLOAD"
        )
    if definition.requirements:
        return
    for number, listed in enumerate(definition.standard.requirements, start=1):
        details = [listed.when_text] if listed.when_text else []
        yield from _requirement(page, str(number), listed, details, has_evidence=True)


def _requirement(
    page: str,
    name: str,
    title: engine.Text,
    details: Sequence[engine.Text],
    *,
    has_evidence: bool,
) -> Iterator[Node]:
    code = page.rstrip("/").rpartition("/")[2]
    node: Node = {
        "@id": f"{page}#requirement-{name}",
        "@type": "Requirement",
        "identifier": f"{code}/requirement/{name}",
        "title": title.texts,
    }
    if details:
        node["description"] = {
            language: " ".join(text.of(language) for text in details)
            for language in title.texts
        }
    evidence = f"{page}#evidence-{name}"
    yield node | ({"hasSupportingEvidence": evidence} if has_evidence else {})
    if has_evidence:
        yield {
            "@id": evidence,
            "@type": "Evidence",
            "identifier": f"{code}/evidence/{name}",
            "title": title.texts,
            "supportsRequirement": node["@id"],
        }


def _output(page: str, definition: engine.Definition) -> Node:
    product = definition.standard.product
    title = definition.output.title if definition.output else product
    return {
        "@id": f"{page}#output",
        "@type": "Output",
        "identifier": f"{definition.code}/output",
        "title": title.texts,
        "description": product.texts,
    }


def _cost(
    page: str, agency: str, row: "models.Service", definition: engine.Definition
) -> Node:
    """The cost; a tariff has no single value, its explanation stands for it."""
    node: Node = {
        "@id": f"{page}#cost",
        "@type": "Cost",
        "identifier": f"{row.code}/cost",
        "description": (definition.fee.explanation or definition.standard.cost).texts,
        "isDefinedBy": agency,
    }
    value = 0 if row.fee == "FREE" else row.amount
    return node if value is None else node | {"hasValue": value, "currency": RUPIAH}


def _translations(text: str | Promise) -> Texts:
    """A sentence of the pages in each complete language."""
    texts = {}
    for code in languages.COMPLETE:
        with translation.override(code):
            texts[code] = str(text)
    return texts
