"""The catalogue as linked data, against shapes written from the CPSV-AP 3.2."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pyshacl import validate
from rdflib import DCTERMS, RDF, XSD, Graph, Literal, Namespace, URIRef

from balarea.catalogue import definition as engine
from balarea.catalogue import page_cache
from balarea.catalogue.testing import shipped

pytestmark = [
    pytest.mark.django_db,
    # rdflib and pyshacl warn of names of rdflib that they still use themselves.
    pytest.mark.filterwarnings("ignore:(ConjunctiveGraph|Dataset):DeprecationWarning"),
]
type Some = dict[str, engine.Definition]

SHAPES = Path(__file__).with_name("cpsv_ap_shapes.ttl")
CPSV = Namespace("http://purl.org/vocab/cpsv#")
CV = Namespace("http://data.europa.eu/m8g/")
BASE = settings.BALAREA_BASE_URL.rstrip("/")


def get(client: Client) -> Any:
    answer = client.get("/api/v1/catalogue.jsonld")
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"] == "application/ld+json"
    return answer


def graph_of(client: Client) -> Graph:
    return Graph().parse(data=get(client).content, format="json-ld")


def page(code: str) -> URIRef:
    return URIRef(f"{BASE}/layanan/{code}/")


def findings(graph: Graph) -> str:
    """What the shapes find; empty for a graph that conforms."""
    conforms, _report, text = validate(graph, shacl_graph=str(SHAPES))
    return "" if conforms else str(text)


def test_conforms_to_the_shapes(some: Some, client: Client) -> None:
    assert not findings(graph_of(client))


@pytest.mark.parametrize(
    ("subject", "predicate"),
    [
        (page("DKC-006"), DCTERMS.title),
        (page("DKC-006"), CV.hasCompetentAuthority),
        (page("DKC-006"), CPSV.produces),
        (URIRef(f"{page('POL-001')}#cost"), CV.currency),
        (URIRef(f"{BASE}/layanan/instansi/DKC/"), DCTERMS.spatial),
        (URIRef(f"{page('DKC-006')}#output"), DCTERMS.identifier),
        (URIRef(f"{BASE}/layanan/peristiwa/BIRTH/"), RDF.type),
    ],
)
def test_the_shapes_find_what_is_missing(
    some: Some, client: Client, subject: URIRef, predicate: URIRef
) -> None:
    graph = graph_of(client)
    assert (subject, predicate, None) in graph
    graph.remove((subject, predicate, None))
    assert findings(graph)


def test_the_shapes_find_a_text_without_a_language(some: Some, client: Client) -> None:
    graph = graph_of(client)
    graph.add((page("DKC-006"), DCTERMS.title, Literal("KTP")))
    assert "langString" in findings(graph)


def test_says_of_a_service_what_its_definition_says(some: Some, client: Client) -> None:
    graph, code = graph_of(client), "POL-001"
    definition, subject = some[code], page(code)
    titles = {Literal(text, lang=code) for code, text in definition.title.texts.items()}
    assert set(graph.objects(subject, DCTERMS.title)) == titles
    assert graph.value(subject, CV.hasCompetentAuthority) == URIRef(
        f"{BASE}/layanan/instansi/POL/"
    )
    cost = graph.value(subject, CV.hasCost)
    value = graph.value(cost, CV.hasValue)
    assert isinstance(value, Literal)
    assert (float(value), value.datatype) == (30_000.0, XSD.double)
    required = set(graph.objects(subject, CV.holdsRequirement))
    assert len(required) == len(definition.requirements)
    uploads = [one for one in definition.requirements if one.evidence == "UPLOAD"]
    assert len(set(graph.objects(subject, CPSV.hasInput))) == len(uploads) > 0
    laws = set(graph.objects(subject, CV.hasLegalResource))
    assert len(laws) == len({law.text for law in definition.standard.legal_basis})


def test_a_tariff_has_no_single_value(some: Some, client: Client) -> None:
    graph = graph_of(client)
    tariffs = [code for code, one in some.items() if one.fee.kind == "TARIFF"]
    assert tariffs
    for code in tariffs:
        cost = URIRef(f"{page(code)}#cost")
        assert graph.value(cost, CV.hasValue) is None
        assert graph.value(cost, DCTERMS.description)


def test_only_a_service_that_can_be_filed_has_an_online_channel(
    some: Some, client: Client
) -> None:
    graph = graph_of(client)
    for code, definition in some.items():
        channels = {str(one) for one in graph.objects(page(code), CV.hasChannel)}
        assert (f"{page(code)}#online" in channels) is definition.online, code
        assert any(one.endswith("#desk") for one in channels)


def test_every_service_is_in_it_and_every_link_leads_to_a_node(
    all_services: None, client: Client
) -> None:
    body = get(client).json()
    nodes = {node["@id"]: node for node in body["@graph"]}
    assert len(nodes) == len(body["@graph"]), "each node once"
    services = [n for n in nodes.values() if n["@type"] == "PublicService"]
    assert {n["identifier"] for n in services} == set(shipped())
    links = {
        term
        for term, meaning in body["@context"].items()
        if isinstance(meaning, dict) and meaning.get("@type") == "@id"
    } - {"source"}
    broken = {
        (node["@id"], term, target)
        for node in nodes.values()
        for term in links & set(node)
        for target in ([node[term]] if isinstance(node[term], str) else node[term])
        if target not in nodes
    }
    assert not broken
    used = {term for node in nodes.values() for term in node if term[0] != "@"}
    assert not {t for t in used if t not in body["@context"] and ":" not in t}


@pytest.mark.slow
def test_all_services_conform_to_the_shapes(all_services: None, client: Client) -> None:
    assert not findings(graph_of(client))


def test_is_cached_like_other_pages_of_the_catalogue(
    some: Some, client: Client
) -> None:
    first = get(client)
    assert first.headers["Cache-Control"] == page_cache.CACHE_CONTROL
    again = client.get(
        "/api/v1/catalogue.jsonld", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304
