"""The description for data portals: RDF that others can read, with what DCAT-AP-SE requires."""

import json

import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Namespace, URIRef
from rdflib.compare import isomorphic

from geodata.opendata import dcat
from geodata.opendata.exports import FORMATS

ROOT = "https://example.org/api"
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")


def parsed() -> Graph:
    return Graph().parse(
        data=dcat.to_rdf(dcat.catalogue_document(ROOT, "2026-11-01")), format="xml"
    )


@pytest.mark.parametrize("kind", [DCAT.Catalog, DCAT.Dataset])
def test_it_is_told_in_swedish_and_english(kind: URIRef):
    graph = parsed()
    subject = graph.value(predicate=RDF.type, object=kind)
    for name in (DCTERMS.title, DCTERMS.description):
        assert {text.language for text in graph.objects(subject, name)} == {"sv", "en"}
    assert graph.value(graph.value(subject, DCTERMS.publisher), FOAF.name)


def test_every_file_can_be_fetched_and_has_a_licence():
    graph = parsed()
    files = set(graph.objects(None, DCAT.distribution))
    assert len(files) == len(FORMATS)
    for name in (DCAT.accessURL, DCAT.downloadURL, DCAT.mediaType, DCTERMS.format, DCTERMS.license):
        assert all(graph.value(file, name) for file in files)


def test_the_data_set_follows_the_specification():
    assert URIRef(f"{ROOT}/spec") in parsed().objects(None, DCTERMS.conformsTo)


def test_whom_to_ask_is_set_by_the_operator(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SERVICEKARTAN_PUBLISHER", "Byarådet")
    monkeypatch.setenv("SERVICEKARTAN_CONTACT", "data@example.org")
    graph = parsed()
    contact = graph.value(predicate=RDF.type, object=VCARD.Organization)
    assert str(graph.value(contact, VCARD.fn)) == "Byarådet"
    assert graph.value(contact, VCARD.hasEmail) == URIRef("mailto:data@example.org")


def test_both_forms_say_the_same():
    document = dcat.catalogue_document(ROOT, "2026-11")
    assert isomorphic(
        Graph().parse(data=json.dumps(document), format="json-ld"),
        Graph().parse(data=dcat.to_rdf(document), format="xml"),
    )
