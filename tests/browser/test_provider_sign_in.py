"""Signing in with an identity provider (OpenID Connect) instead of the editors' password."""

import json
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from playwright.sync_api import Page

from tests.browser.profiles import Profiles
from tests.server import ROOT, free_port, serve

KEY = RSAKey.generate_key(2048, parameters={"kid": "1"})
CLIENT = "servicekartan"


class Provider(BaseHTTPRequestHandler):
    """The smallest provider there is: it lets in whoever comes, as ``email``."""

    email = ""
    nonces: ClassVar[dict[str, str]] = {}

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer with what it is, its key, or a way back to the app with a code."""
        path = urlsplit(self.path)
        if path.path != "/authorize":
            self._send(self._metadata() if "well-known" in self.path else KEY_SET)
            return
        asked = {name: values[0] for name, values in parse_qs(path.query).items()}
        self.nonces["code"] = asked["nonce"]
        back = urlencode({"code": "code", "state": asked["state"]})
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{back}")
        self.end_headers()

    def do_POST(self) -> None:
        """Give a token that says who has signed in."""
        now = int(time.time())
        who = {
            "sub": "1",
            "email": self.email,
            "email_verified": True,
            "nonce": self.nonces["code"],
        }
        claims = {"iss": self._address(), "aud": CLIENT, "iat": now, "exp": now + 600, **who}
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, KEY)
        self._send({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def _address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def _metadata(self) -> dict[str, object]:
        own = self._address()
        return {
            "issuer": own,
            "authorization_endpoint": f"{own}/authorize",
            "token_endpoint": f"{own}/token",
            "jwks_uri": f"{own}/jwks",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def _send(self, body: object) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


KEY_SET = {"keys": [KEY.as_dict(private=False) | {"kid": "1", "use": "sig", "alg": "RS256"}]}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.fixture(scope="module")
def desk(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app whose editors sign in with the provider."""
    home, port = tmp_path_factory.mktemp("home"), free_port()
    secrets = home / ".streamlit" / "secrets.toml"
    secrets.parent.mkdir()
    secrets.write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
        f'cookie_secret = "{"x" * 40}"\nclient_id = "{CLIENT}"\nclient_secret = "y"\n'
        f'server_metadata_url = "{provider}/.well-known/openid-configuration"\n'
        '[editors]\nemails = ["ada@example.org"]\n'
    )
    command = [sys.executable, "-m", "uvicorn", "app:app", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--no-access-log", "--log-level", "warning"]
    env = {"HOME": str(home), "SERVICEKARTAN_STORE": str(home / "store.sqlite")}
    with serve(command, port, Path(ROOT), env) as address:
        yield address


@pytest.fixture
def page(profiles: Profiles, desk: str, provider: str) -> Iterator[Page]:
    context = profiles.take()
    yield context.new_page()
    profiles.give_back(context, {desk, provider})


def sign_in(page: Page, desk: str, email: str) -> None:
    """Come to the editors' page by way of the provider."""
    Provider.email = email
    page.goto(f"{desk}/redaktion")
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url(f"{desk}/", wait_until="commit")
    page.goto(f"{desk}/redaktion")


def test_an_editor_comes_in_and_out_and_somebody_else_with_an_account_does_not(
    page: Page, desk: str
):
    sign_in(page, desk, "Ada@example.org")
    page.get_by_text("ada@example.org").wait_for()
    page.get_by_text("Kön är tom").wait_for()
    page.get_by_role("button", name="Logga ut").click()
    page.wait_for_url(f"{desk}/", wait_until="commit")

    sign_in(page, desk, "eve@example.org")
    page.get_by_text("hör inte till redaktionen").wait_for()
    assert page.get_by_text("Kön är tom").count() == 0
