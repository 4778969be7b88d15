"""The original's registry: read safely, and left as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.host.targets import NoTarget, Target, active_target


def registry(home: Path, text: str) -> Path:
    file = home / ".qaagent" / "targets.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def test_the_active_target_is_found(tmp_path: Path) -> None:
    registry(
        tmp_path, "active: shop\ntargets:\n  shop: {name: shop, path: /w/shop, config_path: conf/q.yaml}\n"
    )
    assert active_target({}, tmp_path) == Target("shop", Path("/w/shop"), Path("/w/shop/conf/q.yaml"))


def test_the_home_variable_moves_it(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "targets.yaml").write_text("active: a\ntargets:\n  a: {name: a, path: /w/a}\n")
    assert active_target({"QAAGENT_HOME": str(other)}, tmp_path) == Target("a", Path("/w/a"), None)
    assert active_target({}, tmp_path) == NoTarget()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", ""),
        ("targets: {}\n", ""),
        ("active: gone\ntargets: {}\n", "has no target gone"),
        ("active: a\ntargets:\n  a: 3\n", "has no target a"),
        ("- a\n", "is no registry"),
        ("active: [", "is not YAML"),
        ("active: !!python/object:os.system x\n", "is not YAML"),
    ],
)
def test_a_registry_that_cannot_be_used_is_told_and_not_touched(tmp_path: Path, text: str, why: str) -> None:
    file = registry(tmp_path, text)
    found = active_target({}, tmp_path)
    assert isinstance(found, NoTarget)
    assert why in found.why if why else found.why == ""
    assert file.read_text() == text
