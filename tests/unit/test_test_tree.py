"""The test tree itself: what tests share stands in modules of its own."""

from pathlib import Path

from tests.imports import imported_names

TESTS = Path(__file__).parents[1]


def is_test_module(name: str) -> bool:
    return name.startswith("tests.") and any(p.startswith("test_") for p in name.split(".")[:3])


def test_no_module_imports_from_a_test_module():
    borrowers = {
        str(path.relative_to(TESTS)): sorted(names)
        for path in TESTS.rglob("*.py")
        if (names := set(filter(is_test_module, imported_names(path))))
    }
    assert borrowers == {}, "move what they share to tests/factory.py, strategies.py or the like"
