"""The draft specification: made from the model, and followed by our own file."""

import csv
import io
import re

import pytest
from frictionless import Resource, Schema, formats, system

from geodata.collection.idea import Idea
from geodata.opendata import exports, table_spec
from tests.factory import EVERY_GEOMETRY, TRICKY_FEATURES, collect, feature
from tests.shipped import SHIPPED

ALL = SHIPPED.ideas
IDEAS = collect(*EVERY_GEOMETRY).ideas
TRICKY = collect(*TRICKY_FEATURES).ideas


def complaints(data: bytes) -> list[str]:
    """What a generic validator, which knows nothing of us, says of a CSV file."""
    with system.use_context(trusted=True):
        resource = Resource(
            data,
            format="csv",
            encoding="utf-8",
            schema=Schema.from_descriptor(table_spec.table_schema()),
            control=formats.CsvControl(delimiter=","),
        )
        report = resource.validate()
    return [error.message for task in report.tasks for error in task.errors]


@pytest.mark.slow
@pytest.mark.parametrize("ideas", [ALL, IDEAS, TRICKY, ()], ids=["all", "kinds", "tricks", "none"])
def test_our_own_file_follows_the_specification(ideas: tuple[Idea, ...]):
    assert complaints(exports.to_csv(ideas)) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", "Butiken i byn"),
        ("name", ""),
        ("latitude", "6594000"),
        ("longitude", "väst"),
        ("kind", "butik"),
        ("services", "groceries|choklad"),
        ("municipality_code", "114"),
        ("updated", "1 maj"),
        ("geometry", "POINT (1 2)"),
        ("source_url", "javascript:alert(1)"),
    ],
)
def test_the_validator_finds_what_breaks_the_specification(column: str, value: str):
    rows = list(csv.DictReader(io.StringIO(exports.to_csv(IDEAS).decode(), newline="")))
    rows[0][column] = value
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    assert complaints(file.getvalue().encode())


def test_the_columns_that_all_such_specifications_share_come_first():
    names = [column.name for column in table_spec.COLUMNS]
    assert names[:5] == ["source", "id", "name", "latitude", "longitude"]
    assert all(re.fullmatch("[a-z_]+", name) for name in names)
    assert len(set(names)) == len(names)


def test_every_example_in_it_follows_it():
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(exports.NAMES)
    writer.writerow([column.example for column in table_spec.COLUMNS])
    assert complaints(file.getvalue().encode()) == []


def test_what_the_model_requires_is_mandatory():
    mandatory = {column.of for column in table_spec.COLUMNS if column.mandatory}
    required = {name for name, field in Idea.model_fields.items() if field.is_required()}
    assert required - {"geometry", "sources"} <= mandatory


def test_a_printed_source_has_no_address():
    idea = collect(feature("x", sources=[{"title": "Boken"}, {"title": "Samtal"}])).ideas[0]
    assert complaints(exports.to_csv([idea])) == []


def test_csv_on_the_web_has_the_same_columns():
    found = table_spec.csvw("https://example.org/x.csv", "https://example.org/spec")
    assert [c["name"] for c in found["tableSchema"]["columns"]] == exports.NAMES
