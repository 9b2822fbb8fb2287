"""The test tree itself: what tests share stands in modules of its own."""

import ast
from pathlib import Path

TESTS = Path(__file__).parents[1]


def imported(path: Path) -> set[str]:
    """Return the dotted names of the modules that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return names


def is_test_module(name: str) -> bool:
    return name.startswith("tests.") and any(p.startswith("test_") for p in name.split(".")[:3])


def test_no_module_imports_from_a_test_module():
    borrowers = {
        str(path.relative_to(TESTS)): sorted(names)
        for path in TESTS.rglob("*.py")
        if (names := set(filter(is_test_module, imported(path))))
    }
    assert borrowers == {}, "move what they share to tests/factory.py, strategies.py or the like"
