"""What the functions and classes that a test file imports ask: as if they were fixtures of that name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qaagent_lsp.discovery.modules import module_path
from qaagent_lsp.discovery.python_tests.fixtures import Asked, Fixture
from qaagent_lsp.discovery.python_tests.offered_requests import Helper
from qaagent_lsp.discovery.syntax.wiring import Import
from qaagent_lsp.model.source import WorkspacePath

_MAX_DEPTH = 5

Asks = Mapping[str, tuple[Asked, ...]]


@dataclass(frozen=True, slots=True)
class Offer:
    """What one file offers, and what it imports itself."""

    helpers: Mapping[str, Helper]
    imports: Sequence[Import]


class Helpers:
    """The helpers of a workspace, found by what a file imports."""

    def __init__(self, files: Mapping[WorkspacePath, tuple[Sequence[Helper], Sequence[Import]]]) -> None:
        """Index the files that offer any."""
        self._offers = {
            module_path(file): Offer({helper.name: helper for helper in helpers}, imports)
            for file, (helpers, imports) in files.items()
        }
        self._by_tail: dict[str, list[str]] = {}
        for path in self._offers:
            self._by_tail.setdefault(path.rpartition("/")[2], []).append(path)
        self._names = {
            name.removesuffix("()").partition(".")[0]
            for offer in self._offers.values()
            for name in offer.helpers
        }
        self._urls: dict[str, tuple[tuple[str, str], ...]] = {}

    def of(self, file: WorkspacePath, imports: Iterable[Import]) -> tuple[Fixture, ...]:
        """Give what a file imports that asks something, by the names that it has there."""
        if not self._offers:
            return ()
        return tuple(one for item in imports for one in self._imported(file, item))

    def _imported(self, file: str, item: Import) -> Iterator[Fixture]:
        if item.name == "*":
            offer = self._offers.get(self._module(file, item.module, item.level) or "")
            for name in {one.removesuffix("()"): None for one in offer.helpers} if offer is not None else ():
                yield from _fixture(name, self._asks(file, item, name), self._texts(file, item, name))
        elif not item.attribute:
            yield from self._of_module(item.name, self._module(file, item.module, 0))
        elif item.attribute in self._names:
            asks, texts = self._asks(file, item, item.attribute), self._texts(file, item, item.attribute)
            yield from _fixture(item.name, asks, texts)
        elif item.attribute in self._by_tail:
            dotted = f"{item.module}.{item.attribute}" if item.module else item.attribute
            yield from self._of_module(item.name, self._module(file, dotted, item.level))

    def _of_module(self, name: str, path: str | None) -> Iterator[Fixture]:
        offer = self._offers.get(path or "")
        if path is None or offer is None:
            return
        functions = {one.name: dict(one.asks)[""] for one in offer.helpers.values() if "" in dict(one.asks)}
        if path not in self._urls:
            self._urls[path] = tuple((one.name, one.text) for one in offer.helpers.values() if one.text)
        yield from _fixture(name, functions, self._urls[path])
        for one in offer.helpers.values():
            if one.name not in functions and not one.text:
                yield from _fixture(f"{name}.{one.name}", self._all(path, one, 0))

    def _asks(self, file: str, item: Import, name: str, depth: int = 0) -> Asks:
        found = self._find(file, item, name, depth)
        return self._all(*found, depth) if found is not None else {}

    def _texts(self, file: str, item: Import, name: str) -> tuple[tuple[str, str], ...]:
        """Give the URL that an import is, or that the function gives."""
        found = [(end, self._find(file, item, f"{name}{end}", 0)) for end in ("", "()")]
        offer = self._offers.get(self._module(file, item.module, item.level) or "")
        set_up = offer.helpers.values() if offer is not None else ()
        return (
            *((end, one[1].text) for end, one in found if one is not None and one[1].text),
            *((one.name[len(name) + 1 :], one.text) for one in set_up if one.name.startswith(f"{name}.")),
        )

    def _find(self, file: str, item: Import, name: str, depth: int) -> tuple[str, Helper] | None:
        """Find who defines what is imported, also where a package hands it on."""
        if depth > _MAX_DEPTH:
            return None
        path = self._module(file, item.module, item.level)
        offer = self._offers.get(path) if path is not None else None
        if offer is not None and path is not None:
            if name in offer.helpers:
                return path, offer.helpers[name]
            plain, end = name.removesuffix("()"), "()" * name.endswith("()")
            for further in offer.imports:
                if further.name == plain and further.attribute:
                    return self._find(path, further, further.attribute + end, depth + 1)
            return None
        folder = "/".join((*_folder(file, item.level), *filter(None, item.module.split("."))))
        below = [
            (there, one.helpers[name])
            for there, one in self._offers.items()
            if name in one.helpers and (there.startswith(f"{folder}/") or f"/{folder}/" in there)
        ]
        return below[0] if len(below) == 1 else None

    def _all(self, path: str, helper: Helper, depth: int) -> Asks:
        """Give what a helper asks, and what it inherits."""
        asks = dict(helper.asks)
        for base in helper.bases if depth < _MAX_DEPTH else ():
            first, _, last = base.partition(".")
            for item in self._offers[path].imports:
                if item.name == first and item.attribute and not last:
                    for method, asked in self._asks(path, item, item.attribute, depth + 1).items():
                        asks.setdefault(method, asked)
        return asks

    def _module(self, file: str, module: str, level: int) -> str | None:
        """Give the file that an import means, among those that offer something."""
        parts = module.split(".") if module else []
        if level:
            path = "/".join((*_folder(file, level), *parts))
            return path if path in self._offers else None
        tail = "/".join(parts)
        found = [
            path for path in self._by_tail.get(parts[-1], ()) if path == tail or path.endswith(f"/{tail}")
        ]
        return max(found, key=lambda path: (_common(path, file), -len(path)), default=None)


def _fixture(name: str, asks: Asks, texts: tuple[tuple[str, str], ...] = ()) -> Iterator[Fixture]:
    if asks or texts:
        yield Fixture(name, (), (), tuple(asks.items()), texts)


def _folder(file: str, level: int) -> tuple[str, ...]:
    """Give the folder that the dots of a relative import mean; none for an absolute one."""
    parts = file.split("/")
    return tuple(parts[: len(parts) - level]) if level else ()


def _common(path: str, file: str) -> int:
    count = 0
    for left, right in zip(path.split("/"), file.split("/"), strict=False):
        if left != right:
            break
        count += 1
    return count
