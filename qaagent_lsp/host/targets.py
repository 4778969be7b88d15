"""The original's registry of targets, ``$QAAGENT_HOME/targets.yaml``: read only, never written by us. Blocking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

HOME_VARIABLE = "QAAGENT_HOME"
REGISTRY = "targets.yaml"


@dataclass(frozen=True, slots=True)
class Target:
    """The active target. ``config_path`` is absolute; None where the registry names no configuration."""

    name: str
    path: Path
    config_path: Path | None


@dataclass(frozen=True, slots=True)
class NoTarget:
    """There is no active target that can be used; ``why`` is ``""`` where none was asked for."""

    why: str = ""


def active_target(environ: Mapping[str, str], home: Path) -> Target | NoTarget:
    """Return the active target of the registry. ``home`` is the user's home folder.

    A registry that cannot be understood is said to be so: it is not an empty one.
    """
    folder = Path(environ[HOME_VARIABLE]).expanduser() if environ.get(HOME_VARIABLE) else home / ".qaagent"
    file = folder / REGISTRY
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError:
        return NoTarget()
    except (OSError, UnicodeDecodeError) as error:
        return NoTarget(f"{file} cannot be read: {error}")
    try:
        registry = yaml.safe_load(text)
    except yaml.YAMLError as error:
        first = str(error).partition("\n")[0]
        return NoTarget(f"{file} is not YAML: {first}")
    if registry is None:
        return NoTarget()
    if not isinstance(registry, dict) or not isinstance(registry.get("targets", {}), dict):
        return NoTarget(f"{file} is no registry of targets")
    active = registry.get("active")
    return NoTarget() if active is None else _named(str(active), registry.get("targets") or {}, file)


def _named(active: str, targets: Mapping[object, object], file: Path) -> Target | NoTarget:
    entry = targets.get(active)
    if not isinstance(entry, dict) or not isinstance(entry.get("path"), str):
        return NoTarget(f"{file} has no target {active}, which is its active one")
    path = Path(entry["path"]).expanduser()
    config = entry.get("config_path")
    return Target(active, path, path / config if isinstance(config, str) and config else None)
