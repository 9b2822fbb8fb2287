"""Dockerfile, compose file and proxies: no engine runs here, so what they say is compared."""

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from uvicorn.main import main as uvicorn_command

from geodata.settings import VARIABLES
from tests.proxy import processes_conf, program, write_configuration
from tests.server import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
APPS = {name: service for name, service in SERVICES.items() if service.get("build")}
DOCKERFILE = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"))


def instructions(name: str) -> list[str]:
    """Return what follows an instruction, each time that it stands in the Dockerfile."""
    return re.findall(rf"^(?:HEALTHCHECK .*)?{name} (.+)$", DOCKERFILE, re.MULTILINE)


def test_every_service_is_there_that_another_needs():
    for service in SERVICES.values():
        assert set(service.get("depends_on", ())) <= SERVICES.keys()
        assert set(service["networks"]) <= COMPOSE["networks"].keys()
        assert bool(service.get("image"))
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert (
                (ROOT / source).is_file()
                if source.startswith(".")
                else source in COMPOSE["volumes"]
            )


def test_nginx_is_given_every_file_that_it_includes():
    files = {path.name for path in (ROOT / "proxy").glob("*.conf")}
    volumes = [volume.split(":")[0] for volume in SERVICES["proxy"]["volumes"]]
    assert {Path(volume).name for volume in volumes} == files


def test_the_proxies_lead_to_the_processes():
    port = instructions("EXPOSE")[0]
    servers = [f"{app['networks']['karta']['ipv4_address']}:{port}" for app in APPS.values()]
    assert len(servers) >= 2
    assert (ROOT / "proxy/processes.conf").read_text(encoding="utf-8") == processes_conf(servers)
    listening = (ROOT / "proxy/listen.conf").read_text(encoding="utf-8").strip("; \n").split()[-1]
    assert f"reverse_proxy proxy:{listening}\n" in (ROOT / "proxy/Caddyfile").read_text(
        encoding="utf-8"
    )


def test_no_one_runs_out_of_open_files_or_waits_for_half_a_request():
    proxies = [SERVICES["proxy"], SERVICES["tls"]]
    assert all(service["ulimits"]["nofile"] >= 65536 for service in [*APPS.values(), *proxies])
    assert "LimitNOFILE=65536" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "client_header_timeout 10s;" in (ROOT / "proxy/nginx.conf").read_text(encoding="utf-8")


def test_only_the_tls_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["tls"]


def test_the_processes_get_settings_that_there_are():
    for app in APPS.values():
        assert app["environment"].keys() <= VARIABLES.keys()
        assert app["environment"]["SERVICEKARTAN_LIMITS"].split("/")[2].split(":")[0] in SERVICES
        assert app["environment"]["DATABASE_URL"].split("@")[1].split("/")[0] in SERVICES


def test_no_secret_stands_in_the_files():
    passwords = [
        value
        for service in SERVICES.values()
        for name, value in service.get("environment", {}).items()
        if re.search("PASSWORD|SECRET|HASH|URL", name)
    ]
    assert passwords
    assert all(value is None or "${" in value for value in passwords)


def test_the_image_copies_what_there_is_and_no_secret():
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    for arguments in instructions("COPY"):
        *sources, _ = [word for word in arguments.split() if not word.startswith("--")]
        assert sources
        for source in sources:
            assert (ROOT / source).exists()
            assert source not in ignored
    assert {".streamlit/secrets.toml", "var", ".git"} <= set(ignored)
    assert instructions("USER") == ["karta"]


def test_the_image_starts_a_server_that_takes_its_options():
    command = json.loads(instructions("CMD")[-1])
    assert command[0] == "uvicorn"
    context = uvicorn_command.make_context("uvicorn", command[1:])
    assert context.params["port"] == int(instructions("EXPOSE")[0])
    assert context.params["timeout_graceful_shutdown"] < int(
        SERVICES["app1"]["stop_grace_period"][:-1]
    )
    health = json.loads(instructions("CMD")[0])
    compile(health[health.index("-c") + 1], "HEALTHCHECK", "exec")


def test_nginx_takes_its_configuration(tmp_path: Path):
    if program() is None and not os.environ.get("CI"):
        pytest.skip("nginx is not installed: its configuration is NOT tested")
    write_configuration(tmp_path, 8080, [8501, 8502])
    words = [program() or "", "-t", "-q", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    assert subprocess.run(words, capture_output=True, text=True).stderr == ""


@pytest.mark.skipif(shutil.which("caddy") is None, reason="Caddy is not installed")
def test_caddy_takes_its_configuration():
    words = shlex.split("caddy validate --adapter caddyfile --config proxy/Caddyfile")
    subprocess.run(words, cwd=ROOT, env=os.environ | {"KARTA_HOST": "localhost"}, check=True)


def test_who_is_refused_by_nginx_fills_no_log():
    lines = (ROOT / "proxy/nginx.conf").read_text(encoding="utf-8").split("\n")
    logged = {"debug": 0, "info": 1, "notice": 2, "warn": 3, "error": 4}
    levels = {words[0]: words[-1].strip(";") for line in lines if (words := line.split())}
    for kind in ("limit_req_log_level", "limit_conn_log_level"):
        assert logged[levels[kind]] < logged[levels["error_log"]]
