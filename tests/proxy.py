"""Debian's nginx with the configuration that is shipped, in front of processes of the app."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.server import ROOT, await_answer, free_port

HEAD = """\
# The app's processes. Each has a group of its own: itself, and the others while it is away.
"""


def program() -> str | None:
    """Return nginx, None if it is not installed."""
    return shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")


def processes_conf(servers: Sequence[str]) -> str:
    """Return ``proxy/processes.conf`` for servers as ``address:port``."""
    numbered = list(enumerate(servers, 1))
    lines = [HEAD.rstrip()]
    lines += ["map $upstream_addr $process {"]
    # After a failure the list has both, and the last one has answered.
    lines += [rf'    "~(^|[ ,]){_escape(server)}$" {number};' for number, server in numbered]
    lines += ['    default "";', "}", "map $cookie_process $home {"]
    lines += [f"    {number} process{number};" for number, _ in numbered]
    lines += ["    default anyone;", "}", "upstream anyone {", "    zone anyone 64k;"]
    lines += ["    least_conn;"]
    lines += [f"    server {server} max_fails=1 fail_timeout=3s;" for server in servers]
    lines += ["    keepalive 16;", "}"]
    for number, server in numbered:
        lines += [f"upstream process{number} {{", f"    zone process{number} 64k;"]
        lines += [f"    server {server} max_fails=1 fail_timeout=3s;"]
        lines += [f"    server {other} backup;" for other in servers if other != server]
        lines += ["    keepalive 16;", "}"]
    return "\n".join(lines) + "\n"


def _escape(server: str) -> str:
    """Return an address as part of a regular expression."""
    return server.replace(".", r"\.")


@contextmanager
def serve_nginx(ports: Sequence[int]) -> Iterator[str]:
    """Start nginx in front of processes on these ports of this computer; yields its address."""
    port, name = free_port(), program()
    assert name is not None
    with tempfile.TemporaryDirectory(prefix="servicekartan-nginx-") as folder:
        write_configuration(Path(folder), port, ports)
        command = [name, "-p", folder, "-c", f"{folder}/nginx.conf", "-g", "daemon off;"]
        process = subprocess.Popen(command)
        try:
            await_answer(f"http://127.0.0.1:{port}/api/health", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def write_configuration(folder: Path, port: int, ports: Sequence[int]) -> None:
    """Write the shipped configuration, for nginx on one port and processes on others."""
    for path in (ROOT / "proxy").glob("*.conf"):
        text = path.read_text(encoding="utf-8").replace("/tmp/nginx", f"{folder}/nginx")
        (folder / path.name).write_text(text, encoding="utf-8")
    # Root's workers are another user's, who may not look into root's folder.
    folder.chmod(0o755)
    (folder / "listen.conf").write_text(f"listen 127.0.0.1:{port};\n", encoding="utf-8")
    servers = [f"127.0.0.1:{number}" for number in ports]
    (folder / "processes.conf").write_text(processes_conf(servers), encoding="utf-8")
