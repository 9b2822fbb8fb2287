"""Who may show a page of ours in a frame."""

import pytest

from geodata.settings import SettingsError
from pages.middleware.frame_ancestors import frame_ancestors

HOSTS = "https://www.norsjo.se, https://*.example.org:8443"


@pytest.mark.parametrize(
    ("path", "query", "setting", "allowed"),
    [
        ("/embed", {}, "", "'self' *"),
        ("/embed", {}, HOSTS, "'self' https://www.norsjo.se https://*.example.org:8443"),
        ("/", {}, HOSTS, "'self'"),
        ("/", {"embed": ["true"]}, "", "'self'"),
        ("/nara", {"embed": ["true"]}, "https://a.se", "'self' https://a.se"),
        ("/component/x/index.html", {}, "https://a.se", "'self' https://a.se"),
        ("/redaktion", {}, "https://a.se", "'none'"),
        ("/redaktion", {"embed": ["true"]}, "https://a.se", "'none'"),
        ("/Redaktion/", {"embed": ["true"]}, "https://a.se", "'none'"),
        ("/x/redaktion", {"embed": ["true"]}, "https://a.se", "'none'"),
    ],
)
def test_each_address_has_its_rule(
    monkeypatch: pytest.MonkeyPatch, path: str, query: dict, setting: str, allowed: str
):
    monkeypatch.setenv("SERVICEKARTAN_EMBED_HOSTS", setting)
    assert frame_ancestors(path, query) == f"frame-ancestors {allowed}"


@pytest.mark.parametrize(
    "setting", ["; script-src *", "https://a.se; default-src *", "javascript:x"]
)
def test_a_wrong_setting_is_refused_and_opens_nothing(
    monkeypatch: pytest.MonkeyPatch, setting: str
):
    monkeypatch.setenv("SERVICEKARTAN_EMBED_HOSTS", setting)
    with pytest.raises(SettingsError, match="SERVICEKARTAN_EMBED_HOSTS"):
        frame_ancestors("/embed", {})
