"""The settings: one module reads them, the README lists them, and a wrong value is refused."""

import re
from pathlib import Path

import pytest

from geodata.settings import ROOT, VARIABLES, Settings, SettingsError, exit_if_invalid, settings


def default_of(field: str) -> str:
    """A field's default as the README writes it: a path below the project's folder, or a text."""
    default = Settings.model_fields[field].default
    text = str(default.relative_to(ROOT)) if isinstance(default, Path) else str(default or "")
    return f"`{text}`" if text else ""


def test_the_readme_lists_each_variable_with_its_default_and_description():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("\n## Settings\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.*?) ?\| (.+) \|$", section, re.MULTILINE)
    assert rows == [
        (variable, default_of(field), Settings.model_fields[field].description)
        for variable, field in VARIABLES.items()
    ]


def test_nothing_else_reads_the_environment():
    files = [ROOT / "app.py", *ROOT.glob("geodata/**/*.py"), *ROOT.glob("pages/**/*.py")]
    readers = {
        str(file.relative_to(ROOT))
        for file in files
        if re.search(r"os\.(environ|getenv)", file.read_text(encoding="utf-8"))
    }
    # The builder of the reference data chooses another folder for a while.
    assert readers <= {"geodata/settings.py", "geodata/data/build.py"}


def test_a_change_in_the_environment_is_seen(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SERVICEKARTAN_PUBLISHER", "Byarådet")
    assert settings().publisher == "Byarådet"
    monkeypatch.setenv("SERVICEKARTAN_PUBLISHER", "")
    assert settings().publisher == "Servicekartan"


@pytest.mark.parametrize(
    ("variable", "value", "hint"),
    [
        ("DATABASE_URL", "mysql://localhost/x", "postgresql://"),
        ("SERVICEKARTAN_ADDRESS", "karta.example", "http://"),
        ("SERVICEKARTAN_CONTACT", "ring oss", "e-mail"),
        ("SERVICEKARTAN_EMBED_HOSTS", "https://a.se; default-src *", "https://a.example"),
        ("SERVICEKARTAN_FEED", "javascript:alert(1)", "http://"),
        ("SERVICEKARTAN_LOG", "xml", "text, json or off"),
        ("SERVICEKARTAN_PUBLISHER", " ", "at least 1 character"),
    ],
)
def test_a_wrong_value_stops_the_start_with_what_to_write(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, hint: str
):
    monkeypatch.setenv(variable, value)
    with pytest.raises(SystemExit) as stopped:
        exit_if_invalid()
    message = str(stopped.value)
    assert message.startswith(f"{variable}: ")
    assert hint in message
    assert value in message or variable == "DATABASE_URL"


@pytest.mark.parametrize("variable", ["DATABASE_URL", "SERVICEKARTAN_LIMITS"])
def test_the_password_of_a_server_is_not_shown(monkeypatch: pytest.MonkeyPatch, variable: str):
    monkeypatch.setenv(variable, "mysql://anna:hemligt@localhost/x")
    with pytest.raises(SettingsError) as error:
        settings()
    assert "hemligt" not in f"{error.value!r} {error.value.__cause__!r}"
    values = Settings.model_construct(database_url="hemligt", limits_address="hemligt")
    assert "hemligt" not in repr(values)


@pytest.mark.parametrize("value", ["JSON", "json", "off"])
def test_the_case_of_the_log_format_does_not_matter(monkeypatch: pytest.MonkeyPatch, value: str):
    monkeypatch.setenv("SERVICEKARTAN_LOG", value)
    assert settings().log_format == value.lower()
