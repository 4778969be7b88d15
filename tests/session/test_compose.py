"""Where concretes meet: the runs root that is asked for is the one that is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.session.compose import open_session, open_store
from tests.session.conftest import Witness


@pytest.mark.parametrize(
    ("argument", "setting", "expected"),
    [(None, None, "runs"), (None, "set", "set"), ("given", "set", "given"), ("given", None, "given")],
)
async def test_the_command_line_goes_before_the_setting_and_the_setting_before_the_environment(
    tmp_path: Path, argument: str | None, setting: str | None, expected: str
) -> None:
    def place(name: str | None) -> str | None:
        return None if name is None else str(tmp_path / name)

    session = open_session(tmp_path, Settings(runs_dir=place(setting)), Witness(), runs_dir=place(argument))
    await session.start()
    assert (await session.diagnose()).runs_root == str(tmp_path / expected)
    await session.aclose()


def test_the_store_alone(tmp_path: Path) -> None:
    assert open_store(str(tmp_path / "mine")).root == tmp_path / "mine"
