from __future__ import annotations

import sys
from pathlib import Path

import pytest

from qaagent_lsp.host.interpreter import Wish, choose_interpreter, without_our_own
from qaagent_lsp.model.errors import ToolMissing

NOBODY = {"PATH": "/nonexistent"}


def environment(folder: Path) -> Path:
    """A virtual environment as far as choosing one looks at it."""
    python = folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch(mode=0o755)
    return python


@pytest.mark.parametrize("name", [".venv", "venv"])
@pytest.mark.parametrize("where", ["", "services", "services/a"])
def test_the_nearest_environment_up_to_the_folder(tmp_path: Path, name: str, where: str) -> None:
    python = environment(tmp_path / where / name)
    choice = choose_interpreter(tmp_path / "services" / "a", tmp_path, Wish(), NOBODY)
    assert choice.path == python
    assert choice.reason == f"nearest {name}: {Path(where, name).as_posix()}"


def test_a_nearer_one_wins_and_dot_venv_before_venv(tmp_path: Path) -> None:
    environment(tmp_path / ".venv")
    environment(tmp_path / "a" / "venv")
    python = environment(tmp_path / "a" / ".venv")
    assert choose_interpreter(tmp_path / "a" / "b", tmp_path, Wish(), NOBODY).path == python


def test_one_above_the_folder_is_not_looked_at(tmp_path: Path) -> None:
    environment(tmp_path / ".venv")
    with pytest.raises(ToolMissing, match="No Python was found"):
        choose_interpreter(tmp_path / "w", tmp_path / "w", Wish(), NOBODY)


def test_the_order(tmp_path: Path) -> None:
    setting, client = environment(tmp_path / "s"), environment(tmp_path / "c")
    active, nearest = environment(tmp_path / "active"), environment(tmp_path / ".venv")
    on_path = environment(tmp_path / "path")
    environ = {"VIRTUAL_ENV": str(tmp_path / "active"), "PATH": str(on_path.parent)}
    wish = Wish(setting=str(setting), client=str(client))
    found = []
    for left in range(5):
        choice = choose_interpreter(tmp_path, tmp_path, wish, environ)
        found.append((choice.path, choice.reason.partition(":")[0]))
        if left == 0:
            wish = Wish(client=str(client))
        elif left == 1:
            wish = Wish()
        elif left == 2:
            del environ["VIRTUAL_ENV"]
        else:
            nearest.unlink(missing_ok=True)
    assert found == [
        (setting, "named by the python setting"),
        (client, "named by the editor"),
        (active, "active environment (VIRTUAL_ENV)"),
        (nearest, "nearest .venv"),
        (on_path, "python on PATH"),
    ]


def test_our_own_environment_gives_way_to_a_nearest_one(tmp_path: Path) -> None:
    environ = {"VIRTUAL_ENV": sys.prefix, **NOBODY}
    assert choose_interpreter(tmp_path, tmp_path, Wish(), environ).reason.startswith("active environment")
    python = environment(tmp_path / "venv")
    assert choose_interpreter(tmp_path, tmp_path, Wish(), environ).path == python


def test_an_active_environment_that_was_deleted_is_passed_over(tmp_path: Path) -> None:
    python = environment(tmp_path / ".venv")
    environ = {"VIRTUAL_ENV": str(tmp_path / "gone"), **NOBODY}
    assert choose_interpreter(tmp_path, tmp_path, Wish(), environ).path == python


@pytest.mark.parametrize("written", ["env/bin/python", "./env/bin/python", "env", "sub/../env"])
def test_a_relative_setting_is_relative_to_the_folder(tmp_path: Path, written: str) -> None:
    python = environment(tmp_path / "env")
    assert choose_interpreter(tmp_path / "sub", tmp_path, Wish(setting=written), NOBODY).path == python


def test_a_bare_name_is_looked_up_on_path(tmp_path: Path) -> None:
    python = environment(tmp_path / "x")
    environ = {"PATH": str(python.parent)}
    assert choose_interpreter(tmp_path, tmp_path, Wish(setting="python"), environ).path == python


@pytest.mark.parametrize("wish", [Wish(setting="none/python"), Wish(client="/none/python")])
def test_a_wish_is_never_silently_replaced(tmp_path: Path, wish: Wish) -> None:
    environment(tmp_path / ".venv")
    with pytest.raises(ToolMissing, match=r"does not exist: .*none/python") as caught:
        choose_interpreter(tmp_path, tmp_path, wish, NOBODY)
    assert "--python or the setting qaagent.python" in caught.value.hint


def test_the_environment_without_our_own() -> None:
    ours = str(Path(sys.prefix, "bin"))
    active = {"VIRTUAL_ENV": sys.prefix, "VIRTUAL_ENV_PROMPT": "x", "PATH": f"{ours}:/bin", "HOME": "/h"}
    assert without_our_own(active) == {"PATH": "/bin", "HOME": "/h"}
    others = {"VIRTUAL_ENV": "/their/env", "PATH": f"/their/env/bin:{ours}"}
    assert without_our_own(others) == others
