"""DCAT-AP-SE catalogue of the data set, as JSON-LD or RDF/XML, for dataportal.se to harvest.

Examples
--------
>>> catalogue_document("https://example.org/api", "2026-11-01")["@graph"][0]["@type"]
'dcat:Catalog'
"""

from __future__ import annotations

import json
from typing import Any

from geodata.opendata.exports import FORMATS
from geodata.opendata.licence import publisher

TITLE = {
    "sv": "Servicekartan: exempel på lokal service",
    "en": "Servicekartan: examples of local service",
}
DESCRIPTION = {
    "sv": "Verkliga exempel på lokal service på landsbygden i Sverige: fasta servicepunkter, "
    "digitala lösningar, service på hjul och arbetssätt. Varje exempel har plats, innehåll, läge "
    "och källor.",
    "en": "Real examples of local service in rural Sweden: fixed service points, digital "
    "solutions, service on wheels and ways of working. Each example has a location, services, a "
    "status and sources.",
}
KEYWORDS = {
    "sv": ("servicepunkt", "landsbygd", "lanthandel", "kommersiell service", "kommunal service"),
    "en": ("service point", "rural", "village shop", "local service"),
}
EU = "http://publications.europa.eu/resource/authority"
LICENCE = {"@id": "http://creativecommons.org/licenses/by/4.0/"}
"""CC BY 4.0; DCAT-AP-SE requires ``http`` in its address."""
PUBLIC = {"@id": f"{EU}/access-right/PUBLIC"}
SWEDEN = {"@id": "http://sws.geonames.org/2661886"}
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

Node = dict[str, Any]


def catalogue_document(root: str, modified: str) -> Node:
    """Return the catalogue with its one data set as JSON-LD.

    Parameters
    ----------
    root
        Address of the API, without a slash at the end.
    modified
        Date when the collection was last changed: year, month or day.
    """
    files = [_file(root, ending) for ending in FORMATS]
    nodes = [
        _catalogue(root),
        _dataset(root, modified),
        *files,
        _service(root),
        *_organisation(root),
    ]
    return {"@context": CONTEXT, "@graph": nodes}


def to_rdf(document: Node) -> bytes:
    """Return a JSON-LD document as RDF/XML."""
    # A third of a second to import, and only harvesters need it.
    from rdflib import Graph

    graph = Graph().parse(data=json.dumps(document), format="json-ld")
    xml: bytes = graph.serialize(format="pretty-xml", encoding="utf-8")
    return xml


def _in(language: str, text: str) -> Node:
    return {"@value": text, "@language": language}


def _both(texts: dict[str, str]) -> list[Node]:
    return [_in(language, text) for language, text in texts.items()]


def _catalogue(root: str) -> Node:
    return {
        "@id": f"{root}/catalog.rdf",
        "@type": "dcat:Catalog",
        "dcterms:title": _both(TITLE),
        "dcterms:description": _both(DESCRIPTION),
        "dcterms:publisher": {"@id": f"{root}/catalog.rdf#publisher"},
        "dcterms:license": LICENCE,
        "dcterms:language": {"@id": f"{EU}/language/SWE"},
        "dcterms:spatial": SWEDEN,
        "foaf:homepage": {"@id": f"{root.removesuffix('/api')}/"},
        "dcat:themeTaxonomy": {"@id": f"{EU}/data-theme"},
        "dcat:dataset": {"@id": f"{root}/collections/ideas"},
        "dcat:service": {"@id": f"{root}/"},
    }


def _dataset(root: str, modified: str) -> Node:
    datatype = {4: "gYear", 7: "gYearMonth"}.get(len(modified), "date")
    keywords = [_in(language, word) for language, words in KEYWORDS.items() for word in words]
    return {
        "@id": f"{root}/collections/ideas",
        "@type": "dcat:Dataset",
        "dcterms:title": _both(TITLE),
        "dcterms:description": _both(DESCRIPTION),
        "dcterms:publisher": {"@id": f"{root}/catalog.rdf#publisher"},
        "dcat:contactPoint": {"@id": f"{root}/catalog.rdf#contact"},
        "dcterms:license": LICENCE,
        "dcterms:accessRights": PUBLIC,
        "dcterms:identifier": f"{root}/collections/ideas",
        "dcterms:modified": {"@value": modified, "@type": f"xsd:{datatype}"},
        "dcterms:accrualPeriodicity": {"@id": f"{EU}/frequency/IRREG"},
        "dcterms:conformsTo": {"@id": f"{root}/spec"},
        "dcterms:language": [{"@id": f"{EU}/language/{code}"} for code in ("SWE", "ENG")],
        "dcterms:spatial": SWEDEN,
        "dcat:theme": [{"@id": f"{EU}/data-theme/{code}"} for code in ("REGI", "SOCI")],
        "dcat:keyword": keywords,
        "dcat:landingPage": {"@id": f"{root.removesuffix('/api')}/"},
        "dcat:distribution": [{"@id": _address(root, ending)} for ending in FORMATS],
    }


def _address(root: str, ending: str) -> str:
    return f"{root}/collections/ideas/items.{ending}"


def _file(root: str, ending: str) -> Node:
    file_format = FORMATS[ending]
    iana = f"https://www.iana.org/assignments/media-types/{file_format.media_type}"
    spec = {"dcterms:conformsTo": {"@id": f"{root}/spec"}} if ending == "csv" else {}
    return {
        "@id": _address(root, ending),
        "@type": "dcat:Distribution",
        "dcterms:title": _both({"sv": file_format.title, "en": file_format.title}),
        "dcterms:license": LICENCE,
        "dcterms:format": file_format.media_type,
        "dcat:mediaType": {"@id": iana},
        "dcat:accessURL": {"@id": _address(root, ending)},
        "dcat:downloadURL": {"@id": _address(root, ending)},
        **spec,
    }


def _service(root: str) -> Node:
    return {
        "@id": f"{root}/",
        "@type": "dcat:DataService",
        "dcterms:title": _both({"sv": "Servicekartans API", "en": "Servicekartan API"}),
        "dcterms:publisher": {"@id": f"{root}/catalog.rdf#publisher"},
        "dcat:contactPoint": {"@id": f"{root}/catalog.rdf#contact"},
        "dcterms:license": LICENCE,
        "dcterms:accessRights": PUBLIC,
        "dcterms:conformsTo": {
            "@id": "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"
        },
        "dcat:endpointURL": {"@id": f"{root}/"},
        "dcat:endpointDescription": {"@id": f"{root}/openapi.json"},
        "dcat:servesDataset": {"@id": f"{root}/collections/ideas"},
    }


def _organisation(root: str) -> list[Node]:
    """Return the organisation as publisher and as contact point."""
    organisation = publisher()
    is_email = organisation.contact.startswith("mailto:")
    key = "vcard:hasEmail" if is_email else "vcard:hasURL"
    agent = {
        "@id": f"{root}/catalog.rdf#publisher",
        "@type": "foaf:Agent",
        "foaf:name": organisation.name,
    }
    contact: Node = {
        "@id": f"{root}/catalog.rdf#contact",
        "@type": "vcard:Organization",
        "vcard:fn": organisation.name,
    }
    return [agent, contact | ({key: {"@id": organisation.contact}} if organisation.contact else {})]
