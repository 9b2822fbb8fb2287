"""The domain's messages and errors in the language of the page."""

from __future__ import annotations

from geodata.collection.geojson import Problem
from geodata.errors import Message
from geodata.moderation.submissions import RefusedError
from pages.common.i18n import _


def translated(text: str) -> str:
    """Translate a message of the domain; return any other text as it is."""
    if not isinstance(text, Message):
        return text
    values = {
        name: translated(value) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    template = _(text.template)
    return template.format(**values) if values else template


def error_text(error: Exception) -> str:
    """Return an error's message in the language of the page, or its rule violations as lines."""
    if isinstance(error, RefusedError):
        return "\n".join(map(problem_text, error.problems))
    return translated(error.args[0]) if error.args else ""


def problem_text(problem: Problem) -> str:
    """Return a problem as ``where: what. how.`` in the language of the page."""
    names = (problem.file, problem.feature, problem.property)
    where = ", ".join(translated(name) for name in names if name)
    how = f" {translated(problem.how)}." if problem.how else ""
    return f"{where}: {translated(problem.what)}.{how}".removeprefix(": ")
