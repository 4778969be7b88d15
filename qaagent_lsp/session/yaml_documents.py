"""Descriptions of an API in YAML, as the JSON that they stand for: a date is the text that it is written as."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

_TIMESTAMP = "tag:yaml.org,2002:timestamp"


class _JsonLoader(yaml.SafeLoader):
    """Makes only what JSON has (YAML 1.2, chapter 10.2). ``2024-02-30`` would be no date, and break the rest."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML looks it up by this name, as a dictionary
        first: [(tag, pattern) for tag, pattern in known if tag != _TIMESTAMP]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def read_yaml_document(text: str) -> Mapping[str, Any]:
    """Read a document; ``{}`` for a text that is none."""
    try:
        found = yaml.load(text, Loader=_JsonLoader)  # noqa: S506 - made of the safe one
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
