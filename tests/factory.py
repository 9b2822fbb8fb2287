"""Made-up examples that break no rule, for tests to change."""

Feature = dict[str, object]


def feature(identifier: str, **changes: object) -> Feature:
    """Make a feature that breaks no rule: a village shop in Moskosel, unless changed."""
    geometry = changes.pop("geometry", {"type": "Point", "coordinates": [19.45, 65.87]})
    properties = {
        "title": f"Exempel {identifier}",
        "summary": "En butik där du handlar mat och hämtar paket.",
        "kind": "fixed",
        "services": ["groceries", "parcels"],
        "place": "Moskosel",
        "municipality_code": "2505",
        "county_code": "25",
        "status": "active",
        "sources": [{"title": "Källan", "url": "https://example.org/"}],
        "updated": "2026-11-01",
    }
    return {
        "type": "Feature",
        "id": identifier,
        "geometry": geometry,
        "properties": properties | changes,
    }


MOTALA = {
    "geometry": {"type": "Point", "coordinates": [15.04, 58.54]},
    "place": "Motala",
    "municipality_code": "0583",
    "county_code": "05",
}
FEATURES = [
    feature("butik", title="Butiken i byn", title_en="The village shop", started=2010),
    feature("bokbuss", title="Bokbussen", kind="on_wheels", services=["library"], **MOTALA),
    feature("vardrum", title="Vårdrummet", kind="digital", services=["health_room"], started=2020),
]
