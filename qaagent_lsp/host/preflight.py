"""Asks an interpreter, once, which test tools it holds. Blocking: call it in a worker thread."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, assert_never

from qaagent_lsp.host.bounded import run_bounded
from qaagent_lsp.host.interpreter import Choice
from qaagent_lsp.host.stamps import Stamp, stamp_of, still_holds
from qaagent_lsp.model.errors import ToolMissing
from qaagent_lsp.model.plan import Interpreter

OLDEST_PYTHON = (3, 9)
OLDEST_PYTEST = (7, 4)
OLDEST_BEHAVE = (1, 2)
PATIENCE = 20.0
"""Seconds within which an interpreter must have answered."""

_QUESTION = """
import sys
sys.path[:] = [entry for entry in sys.path if entry]
import json
try:
    from importlib import metadata, util
except ImportError:
    metadata = None
answer = {"python": list(sys.version_info[:3]), "path": sys.path, "missing": [], "plugins": []}
answer.update(pytest=None, behave=None, pip=False, environment="" if sys.prefix == sys.base_prefix else sys.prefix)
needed = ("pytest", "_pytest", "pluggy", "iniconfig", "packaging")
if metadata and sys.version_info >= (3, 9):
    answer["missing"] = [name for name in needed if util.find_spec(name) is None]
    answer["pip"] = util.find_spec("pip") is not None
    for tool in ("pytest", "behave"):
        try:
            answer[tool] = metadata.version(tool) if util.find_spec(tool) else None
        except metadata.PackageNotFoundError:
            pass
    for distribution in metadata.distributions():
        if "[pytest11]" in (distribution.read_text("entry_points.txt") or ""):
            answer["plugins"].append(distribution.metadata["Name"] or "")
sys.stdout.write("\\n" + json.dumps(answer) + "\\n")
"""
"""Looks without importing pytest: 50 ms instead of 200. What the import would break shows in the run."""


PythonTool = Literal["pytest", "behave"]


@dataclass(frozen=True, slots=True)
class _Answer:
    python: tuple[int, ...]
    pytest: str | None
    behave: str | None
    plugins: tuple[str, ...]
    missing: tuple[str, ...]
    has_pip: bool
    environment: str
    stamp: Stamp


class Preflight:
    """Answers, kept while neither the interpreter nor a folder it imports from has changed. Thread-safe."""

    def __init__(self, *, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._answers: dict[str, _Answer] = {}
        self._lock = threading.Lock()

    def check(
        self, choice: Choice, *, project: Path, environ: Mapping[str, str], tool: PythonTool = "pytest"
    ) -> Interpreter:
        """Return what the interpreter holds. Raises ``ToolMissing`` saying how this project would install the tool.

        ``project`` is the folder whose files tell which package tool it uses.
        """
        key = f"{choice.path}\0{environ.get('PYTHONPATH', '')}"
        with self._lock:
            answer = self._answers.get(key)
            if answer is None or not still_holds(answer.stamp):
                answer = _ask(choice.path, project, environ, self._patience)
                self._answers[key] = answer
        return _judged(answer, choice, project, tool)


def _ask(python: Path, project: Path, environ: Mapping[str, str], patience: float) -> _Answer:
    text = _run([str(python), "-c", _QUESTION], project, environ, patience)
    for line in reversed(text.splitlines()):
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if isinstance(said, dict) and "python" in said:
            return _Answer(
                python=tuple(said["python"]),
                pytest=said["pytest"],
                behave=said.get("behave"),
                plugins=tuple(sorted({str(name) for name in said["plugins"] if name})),
                missing=tuple(said["missing"]),
                has_pip=bool(said["pip"]),
                environment=str(said["environment"]),
                stamp=stamp_of([str(python), *(str(entry) for entry in said["path"])]),
            )
    raise ToolMissing(f"{python} is no usable Python. It said: {_tail(text)}", _CHOOSE)


_CHOOSE = "Name another interpreter with the setting qaagent.python."


def _run(argv: list[str], cwd: Path, environ: Mapping[str, str], patience: float) -> str:
    try:
        ended = run_bounded(argv, cwd=cwd, environ=environ, seconds=patience)
    except OSError as error:
        raise ToolMissing(f"{argv[0]} cannot be started: {error.strerror}", _CHOOSE) from error
    if ended.code is None:
        raise ToolMissing(f"{argv[0]} did not answer within {patience:g} s.", _CHOOSE)
    return ended.output


def _judged(answer: _Answer, choice: Choice, project: Path, tool: PythonTool) -> Interpreter:
    version = ".".join(map(str, answer.python))
    if answer.python < OLDEST_PYTHON:
        raise ToolMissing(
            f"{choice.path} is Python {version}; tests need 3.9 or newer ({choice.reason}).", _CHOOSE
        )
    match tool:
        case "pytest":
            _judge_pytest(answer, choice, project)
        case "behave":
            _judge_behave(answer, choice, project)
        case _:
            assert_never(tool)
    return Interpreter(
        path=str(choice.path),
        reason=choice.reason,
        python=version,
        pytest=answer.pytest,
        behave=answer.behave,
        plugins=answer.plugins,
        environment=answer.environment,
    )


def _judge_behave(answer: _Answer, choice: Choice, project: Path) -> None:
    if answer.behave is None:
        raise ToolMissing(
            f"Behave is not installed for {choice.path} ({choice.reason}).",
            f"Install it: {install_command('behave', choice.path, project, has_pip=answer.has_pip)}",
        )
    if _numbers(answer.behave) < OLDEST_BEHAVE:
        raise ToolMissing(
            f"Behave {answer.behave} of {choice.path} is too old; 1.2.6 or newer is needed ({choice.reason}).",
            f"Install it: {install_command('behave>=1.2.6', choice.path, project, has_pip=answer.has_pip)}",
        )


def _judge_pytest(answer: _Answer, choice: Choice, project: Path) -> None:
    if "pytest" in answer.missing:
        raise ToolMissing(
            f"pytest is not installed for {choice.path} ({choice.reason}).",
            f"Install it: {install_command('pytest', choice.path, project, has_pip=answer.has_pip)}",
        )
    if answer.missing:
        raise ToolMissing(
            f"pytest is broken for {choice.path}: no {', '.join(answer.missing)} ({choice.reason}).",
            f"Repair it: {install_command('pytest', choice.path, project, has_pip=answer.has_pip)}",
        )
    if answer.pytest is not None and _numbers(answer.pytest) < OLDEST_PYTEST:
        wanted = f"pytest>={OLDEST_PYTEST[0]}.{OLDEST_PYTEST[1]}"
        raise ToolMissing(
            f"pytest {answer.pytest} of {choice.path} is too old; 7.4 or newer is needed ({choice.reason}).",
            f"Install it: {install_command(wanted, choice.path, project, has_pip=answer.has_pip)}",
        )


def install_command(requirement: str, python: Path, project: Path, *, has_pip: bool = True) -> str:
    """Return the shell command that adds a requirement the way this project manages its packages."""
    wanted = f"'{requirement}'" if ">" in requirement else requirement
    for marker, command in (
        ("uv.lock", "uv add --dev"),
        ("poetry.lock", "poetry add --group dev"),
        ("pdm.lock", "pdm add -dG test"),
        ("Pipfile", "pipenv install --dev"),
    ):
        if (project / marker).is_file():
            return f"{command} {wanted}"
    if not has_pip:
        return f"uv pip install --python {_quoted(python)} {wanted}"
    return f"{_quoted(python)} -m pip install {wanted}"


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.split(".")[:2]
    return tuple(int(part) if part.isdigit() else 0 for part in parts)


def _tail(text: str) -> str:
    return text.strip()[-400:] or "nothing"
