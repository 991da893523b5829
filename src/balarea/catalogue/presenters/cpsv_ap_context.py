"""The JSON-LD context of the catalogue: which term means which property of CPSV-AP."""

from typing import Any


def _texts(address: str) -> dict[str, str]:
    return {"@id": address, "@container": "@language"}


def _link(address: str) -> dict[str, str]:
    return {"@id": address, "@type": "@id"}


AUTHORITY = "http://publications.europa.eu/resource/authority/"
COUNTRY = AUTHORITY + "country/IDN"
RUPIAH = AUTHORITY + "currency/IDR"
# The languages in which every service is described.
LANGUAGES = {"id": AUTHORITY + "language/IND", "en": AUTHORITY + "language/ENG"}

CONTEXT: dict[str, Any] = {
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    # Classes
    "AdministrativeTerritorialUnit": "http://data.europa.eu/88u/dataset/atu-type",
    "Agent": "foaf:Agent",
    "Channel": "cv:Channel",
    "Concept": "skos:Concept",
    "ContactPoint": "cv:ContactPoint",
    "Cost": "cv:Cost",
    "Dataset": "dcat:Dataset",
    "Document": "foaf:Document",
    "Event": "cv:Event",
    "Evidence": "cv:Evidence",
    "LegalResource": "eli:LegalResource",
    "LifeEvent": "cv:LifeEvent",
    "LinguisticSystem": "dct:LinguisticSystem",
    "Location": "dct:Location",
    "Organization": "org:Organization",
    "Output": "cv:Output",
    "PublicOrganisation": "cv:PublicOrganisation",
    "PublicService": "cpsv:PublicService",
    "Requirement": "cv:Requirement",
    "TemporalEntity": "time:TemporalEntity",
    # Values
    "identifier": "dct:identifier",
    "telephone": "cv:telephone",
    "hasValue": {"@id": "cv:hasValue", "@type": "xsd:double"},
    "processingTime": {"@id": "cv:processingTime", "@type": "xsd:duration"},
    # Texts by language
    "description": _texts("dct:description"),
    "prefLabel": _texts("skos:prefLabel"),
    "title": _texts("dct:title"),
    # Links
    "channelType": _link("dct:type"),
    "contactPoint": _link("cv:contactPoint"),
    "currency": _link("cv:currency"),
    "hasChannel": _link("cv:hasChannel"),
    "hasCompetentAuthority": _link("cv:hasCompetentAuthority"),
    "hasCost": _link("cv:hasCost"),
    "hasInput": _link("cpsv:hasInput"),
    "hasLegalResource": _link("cv:hasLegalResource"),
    "hasPart": _link("dct:hasPart"),
    "hasSupportingEvidence": _link("cv:hasSupportingEvidence"),
    "holdsRequirement": _link("cv:holdsRequirement"),
    "isClassifiedBy": _link("cv:isClassifiedBy"),
    "isDefinedBy": _link("cv:isDefinedBy"),
    "isGroupedBy": _link("cv:isGroupedBy"),
    "isPartOf": _link("dct:isPartOf"),
    "landingPage": _link("dcat:landingPage"),
    "language": _link("dct:language"),
    "openingHours": _link("cv:openingHours"),
    "ownedBy": _link("cv:ownedBy"),
    "produces": _link("cpsv:produces"),
    "publisher": _link("dct:publisher"),
    "requires": _link("dct:requires"),
    "source": _link("dct:source"),
    "spatial": _link("dct:spatial"),
    "status": _link("adms:status"),
    "supportsRequirement": _link("cv:supportsRequirement"),
}
