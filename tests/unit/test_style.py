"""The style sheets: a slip in one must not swallow the rules that follow it."""

from pathlib import Path

import pytest
import tinycss2

from tests.server import ROOT

SHEETS = sorted((ROOT / "pages").rglob("*.css"))


def faults(css: str) -> list[str]:
    """Return what a parser cannot read, and rules inside rules: a brace is missing before them."""
    unclosed = ["a brace is missing"] if css.count("{") != css.count("}") else []
    return unclosed + _faults(tinycss2.parse_stylesheet(css), inside=False)


def _faults(nodes: list[tinycss2.ast.Node], *, inside: bool) -> list[str]:
    messages: list[str] = []
    for node in nodes:
        if node.type == "error":
            messages.append(f"line {node.source_line}: {node.message}")
        elif node.type == "declaration":
            messages += _faults(node.value, inside=inside)
        elif node.type in ("qualified-rule", "at-rule"):
            if inside:
                messages.append(f"line {node.source_line}: a rule inside a rule")
            content = tinycss2.parse_blocks_contents(node.content or [])
            messages += _faults(content, inside=node.type == "qualified-rule")
    return messages


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_parser_reads_the_whole_sheet(sheet: Path):
    assert faults(sheet.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "css",
    [
        ".a { color: red",
        ".a { color: red } }",
        ".a { color: red; .b { top: 0 } }",
        "@media print { .a { top: 0; .b { top: 0 } }",
        ".a { color red }",
        ".a { top: ) }",
    ],
)
def test_a_slip_is_found(css: str):
    assert faults(css) != []
