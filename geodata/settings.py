"""Settings: every environment variable of the product, with its default and what it may be.

:func:`settings` reads the environment when it is called, so that a test may change a variable.
An empty variable counts as unset. The README's table of settings is tested against this module.

Examples
--------
>>> settings().publisher
'Servicekartan'
"""

from __future__ import annotations

import os
import re
import sys
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, cast

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from geodata.errors import GeodataError

ROOT = Path(__file__).parents[1]
"""The project's folder."""

_HOST = r"(https?://)?(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:(\d{1,5}|\*))?"


class SettingsError(GeodataError):
    """An environment variable has a value that is not allowed; the message is in English."""


def _matching(pattern: str, hint: str) -> AfterValidator:
    """Return a validator that admits "" and what matches a pattern; ``hint`` says what to write."""

    def check(text: str) -> str:
        if text and not re.fullmatch(pattern, text, re.IGNORECASE):
            raise ValueError(hint)
        return text

    return AfterValidator(check)


def _hosts(value: object) -> object:
    """Return the hosts in a text where they stand between spaces or commas."""
    if not isinstance(value, str):
        return value
    hosts = tuple(value.replace(",", " ").split())
    # One wrong host could otherwise end the header's directive and open the page to all.
    if not all(re.fullmatch(_HOST, host, re.IGNORECASE) for host in hosts):
        message = "Write hosts with spaces between, such as https://a.example https://*.b.example."
        raise ValueError(message)
    return hosts


def _log_format(value: object) -> object:
    form = value.lower() if isinstance(value, str) else value
    if form not in ("text", "json", "off"):
        message = "Write text, json or off."
        raise ValueError(message)
    return form


_WEB = r"https?://[^\s<>\"\\]+"
_WebAddress = Annotated[
    str, _matching(_WEB, "Write an address that begins with http:// or https://.")
]
_Contact = Annotated[
    str,
    _matching(
        rf"{_WEB}|(mailto:)?[^\s@:]+@[^\s@]+",
        "Write an e-mail address, or a web address that begins with http:// or https://.",
    ),
]
_LimitsAddress = Annotated[
    str, _matching(r"(rediss?|redis\+unix)://.+", "Write redis://host:6379 or rediss://host:6379.")
]
_DatabaseUrl = Annotated[
    str,
    _matching(r"(sqlite|postgres(ql)?(\+psycopg)?)://.*", "Write postgresql://... or sqlite://..."),
]


class Settings(BaseSettings):
    """The environment's values, checked; each field's description is its row in the README."""

    model_config = SettingsConfigDict(
        case_sensitive=True,
        env_ignore_empty=True,
        frozen=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )

    database_url: _DatabaseUrl = Field(
        "",
        validation_alias="DATABASE_URL",
        repr=False,
        description="`postgresql://...`. Unset: SQLite is used. Several processes may share one "
        "database",
    )
    store_path: Path = Field(
        ROOT / "var" / "servicekartan.sqlite",
        validation_alias="SERVICEKARTAN_STORE",
        description="the SQLite file. It holds contact details: copy it with "
        "`python -m geodata backup FILE`, and keep it private",
    )
    ideas_path: Path = Field(
        ROOT / "ideas.geojson",
        validation_alias="SERVICEKARTAN_IDEAS",
        description="the collection",
    )
    data_folder: Path = Field(
        ROOT / "geodata" / "data" / "official",
        validation_alias="SERVICEKARTAN_DATA",
        description="the folder of official borders and places",
    )
    public_address: _WebAddress = Field(
        "",
        validation_alias="SERVICEKARTAN_ADDRESS",
        description="`https://karta.example/`: the public address, for links, feed and embed code. "
        "Set it behind a proxy",
    )
    publisher: Annotated[str, Field(min_length=1)] = Field(
        "Servicekartan",
        validation_alias="SERVICEKARTAN_PUBLISHER",
        description="name of the organisation that answers for the data and the accessibility "
        "statement. A public body must set it",
    )
    contact: _Contact = Field(
        "",
        validation_alias="SERVICEKARTAN_CONTACT",
        description="e-mail or web address of that organisation. A public body must set it",
    )
    editors_hash: str = Field(
        "",
        validation_alias="SERVICEKARTAN_EDITORS_HASH",
        repr=False,
        description="the editors' password as a hash, see below",
    )
    embed_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_hosts)] = Field(
        (),
        validation_alias="SERVICEKARTAN_EMBED_HOSTS",
        description="sites that may show the map in a frame, such as `https://www.norsjo.se "
        "https://*.example.org`. Unset: any site may frame `/embed`, none the app itself",
    )
    feed_address: _WebAddress = Field(
        "",
        validation_alias="SERVICEKARTAN_FEED",
        description="RSS or Atom address that Servicenätverket also shows. Unset: nothing is "
        "fetched",
    )
    keep_contacts_days: Annotated[int, Field(ge=0)] = Field(
        730,
        validation_alias="SERVICEKARTAN_KEEP_CONTACTS",
        description="days until a sender's name and e-mail are erased, counted from the last "
        "change; 0: never",
    )
    keep_reports_days: Annotated[int, Field(ge=0)] = Field(
        365,
        validation_alias="SERVICEKARTAN_KEEP_REPORTS",
        description="days until a closed report is erased; 0: never",
    )
    keep_rooms_days: Annotated[int, Field(ge=0)] = Field(
        30,
        validation_alias="SERVICEKARTAN_KEEP_ROOMS",
        description="days until an unused room is removed with its dots and ideas; 0: never",
    )
    keep_tours_days: Annotated[int, Field(ge=0)] = Field(
        1095,
        validation_alias="SERVICEKARTAN_KEEP_TOURS",
        description="days until a tour is removed, counted from its last change; 0: never",
    )
    keep_log_days: Annotated[int, Field(ge=0)] = Field(
        1825,
        validation_alias="SERVICEKARTAN_KEEP_LOG",
        description="days until an entry of the editors' log is erased; 0: never",
    )
    limits_address: _LimitsAddress = Field(
        "",
        validation_alias="SERVICEKARTAN_LIMITS",
        repr=False,
        description="`redis://...`: a Redis or Valkey server where several processes count limits "
        "together. It holds visitors' addresses for an hour. Unset: each process counts for itself",
    )
    hsts_seconds: Annotated[int, Field(ge=0)] = Field(
        0,
        validation_alias="SERVICEKARTAN_HSTS",
        description="seconds for which browsers shall use https only, such as `31536000`. Set it "
        "when the site will stay on https for so long",
    )
    metrics: bool = Field(
        False,
        validation_alias="SERVICEKARTAN_METRICS",
        description="`true` to answer `/metrics` for Prometheus; let the proxy keep others out",
    )
    offline: bool = Field(
        True,
        validation_alias="SERVICEKARTAN_OFFLINE",
        description="`false` to remove the service worker, which shows the map without coverage, "
        "from every browser at its next visit",
    )
    page_turns: Annotated[int, Field(ge=1)] = Field(
        1,
        validation_alias="SERVICEKARTAN_TURNS",
        description="how many page runs one process works on at a time; the others wait in line",
    )
    log_format: Annotated[Literal["text", "json", "off"], BeforeValidator(_log_format)] = Field(
        "text",
        validation_alias="SERVICEKARTAN_LOG",
        description="`json` for a JSON object a line, `off` for no line for each API request",
    )


VARIABLES = {
    cast("str", field.validation_alias): name for name, field in Settings.model_fields.items()
}
"""The environment variables, each with the name of its field."""


def settings() -> Settings:
    """Return the settings as the environment has them now.

    Raises
    ------
    SettingsError
        If a variable has a value that is not allowed: the message names the variable, its value
        and what to write.
    """
    # The borders ask for their folder at each look-up: reading the variables takes 0.02 ms, but
    # validation takes 1 ms, so the same values are validated once.
    return _read(tuple(map(os.environ.get, VARIABLES)))


@lru_cache(maxsize=8)
def _read(_values: tuple[str | None, ...]) -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        # Without the original error, whose text may hold a password.
        raise SettingsError(" ".join(map(_explain, error.errors()))) from None


def _explain(error: ErrorDetails) -> str:
    name = str(error["loc"][0])
    # The value may hold a server's password.
    value = (
        "the value"
        if name in ("DATABASE_URL", "SERVICEKARTAN_LIMITS")
        else repr(os.environ.get(name, ""))
    )
    hint = error["ctx"]["error"] if error["type"] == "value_error" else f"{error['msg']}."
    return f"{name}: {value} is not allowed. {hint}"


def exit_if_invalid() -> None:
    """Stop the process with a sentence if a setting has a value that is not allowed."""
    try:
        settings()
    except SettingsError as error:
        sys.exit(str(error))
