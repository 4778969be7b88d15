"""Descriptions of an API among the files of a folder: found by their first words, or named by ``.qaagent.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import is_
from pathlib import Path
from typing import TYPE_CHECKING

from qaagent_lsp.discovery.openapi.document import LARGEST, ApiFile, may_describe
from qaagent_lsp.discovery.openapi.operations import Description, descriptions_of
from qaagent_lsp.discovery.openapi.refs import beside
from qaagent_lsp.model.operation import Operation
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.conventions import CONFIG_FILE, Conventions
from qaagent_lsp.session.knowing import Known, known_of_api
from qaagent_lsp.session.reading import read_bytes_below, source_of

if TYPE_CHECKING:
    from qaagent_lsp.config.profile import Profile

MISSING = "openapi-missing"

_MOST_ROUNDS = 20
"""Each round reads the files that those of the round before refer to."""


@dataclass(frozen=True, slots=True)
class ApiIndex:
    """The descriptions of a folder by the file that each begins in, and what follows from them."""

    descriptions: Mapping[WorkspacePath, Description] = field(default_factory=dict)
    operations: tuple[Operation, ...] = ()
    problems: tuple[Problem, ...] = ()
    lacking: frozenset[WorkspacePath] = frozenset()
    """Files that descriptions refer to, or configurations name, and that are not there."""


def text_of_description(
    folder: Path, file: WorkspacePath, given: str | None, *, is_known: bool
) -> str | None:
    """Give the text of a file that may describe an API; None where it does not, or is gone.

    ``is_known`` for one that is part of a description already, or named as one: it counts whatever it begins with.
    """
    if given is not None:
        return given if is_known or may_describe(file, given.encode("utf-8", "surrogatepass")) else None
    data = read_bytes_below(folder / file, LARGEST)
    if data is None or not (is_known or may_describe(file, data)):
        return None
    return data.decode("utf-8-sig", "replace")


def named_descriptions(conventions: Conventions) -> Mapping[WorkspacePath, WorkspacePath]:
    """Return the files that configurations name (``openapi.spec_path``), each with the folder of its configuration."""
    found: dict[WorkspacePath, WorkspacePath] = {}
    for folder, profile in conventions.profiles.items():
        named = profile.openapi.spec_path
        if named and "://" not in named:
            file = beside(WorkspacePath(f"{folder}/_" if folder else "_"), named)
            if file:
                found[file] = folder
    return found


def with_descriptions(
    folder: Path,
    files: Mapping[WorkspacePath, Known],
    conventions: Conventions,
    configs: Mapping[WorkspacePath, str],
    before: ApiIndex,
) -> tuple[Mapping[WorkspacePath, Known], ApiIndex]:
    """Read the descriptions among files, and whatever they refer to. Blocks on the disk for the latter."""
    named = named_descriptions(conventions)
    known = dict(files)
    api: dict[WorkspacePath, ApiFile] = {file: one.api for file, one in files.items() if one.api is not None}
    wanted = [file for file in named if file not in api]
    if not api and not wanted:
        return files, before if before == ApiIndex() else ApiIndex()
    descriptions = before.descriptions
    lacking: frozenset[WorkspacePath] = frozenset()
    for _ in range(_MOST_ROUNDS):
        for file in wanted:
            text = text_of_description(folder, file, None, is_known=True)
            if text is not None:
                known[file] = known_of_api(source_of(file, text), known.get(file))
                if (read := known[file].api) is not None:
                    api[file] = read
        descriptions = descriptions_of(api, descriptions)
        asked = (one.asked.items() for one in descriptions.values())
        lacking = frozenset(file for each in asked for file, found in each if found is None)
        wanted = sorted(file for file in lacking if (folder / file).is_file())
        if not wanted:
            break
    problems = [problem for one in descriptions.values() for problem in one.problems]
    problems += _missing(conventions, configs, named, api)
    operations = tuple(_chosen(descriptions, conventions))
    if len(operations) == len(before.operations) and all(map(is_, operations, before.operations)):
        operations = before.operations
    lacking = lacking.union(file for file in named if file not in api)
    return known, ApiIndex(descriptions, operations, tuple(dict.fromkeys(problems)), lacking)


def _chosen(
    descriptions: Mapping[WorkspacePath, Description], conventions: Conventions
) -> Iterator[Operation]:
    """Yield the operations that the nearest configuration of each description chooses; all where none says anything."""
    for file, description in descriptions.items():
        profile = _profile_of(file, conventions)
        yield from description.operations if profile is None else _kept(description.operations, profile)


def excluded_operations(
    descriptions: Mapping[WorkspacePath, Description], conventions: Conventions
) -> Iterator[Operation]:
    """Yield the operations of which the nearest configuration excludes a tag."""
    for file, description in descriptions.items():
        profile = _profile_of(file, conventions)
        if profile is not None and profile.exclude.tags:
            for operation in description.operations:
                if not set(profile.exclude.tags).isdisjoint(operation.tags):
                    yield operation


def _profile_of(file: WorkspacePath, conventions: Conventions) -> Profile | None:
    folder = file
    while folder:
        folder = WorkspacePath(folder.rpartition("/")[0])
        if folder in conventions.profiles:
            return conventions.profiles[folder]
    return None


def _kept(operations: Iterable[Operation], profile: Profile) -> Iterator[Operation]:
    rules = profile.openapi
    try:
        pattern = re.compile(rules.endpoint_pattern or "")
    except re.error:
        pattern = re.compile("")  # told at the configuration file
    for operation in operations:
        if (
            (not rules.tags or not set(rules.tags).isdisjoint(operation.tags))
            and (not rules.operations or operation.operation_id in rules.operations)
            and pattern.search(operation.template)
            and set(profile.exclude.tags).isdisjoint(operation.tags)
        ):
            yield operation


def _missing(
    conventions: Conventions,
    configs: Mapping[WorkspacePath, str],
    named: Mapping[WorkspacePath, WorkspacePath],
    api: Mapping[WorkspacePath, ApiFile],
) -> Iterator[Problem]:
    """Tell, at the configuration, of a description that it names and that is not there, or is none."""
    for file, folder in named.items():
        if file in api and (api[file].version or api[file].problem is not None):
            continue
        config = WorkspacePath(f"{folder}/{CONFIG_FILE}" if folder else CONFIG_FILE)
        if config in configs and folder in conventions.profiles:
            from qaagent_lsp.config.yaml_reading import place_in

            what = f"{file} is no description of an API" if file in api else f"There is no file {file}"
            yield Problem(
                config, place_in(configs[config], config, ("openapi", "spec_path")), f"{what}.", MISSING
            )
