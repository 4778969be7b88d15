"""The argument objects of the commands, decoded strictly: what is not understood is refused by its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from qaagent_lsp.model.brief import Framework
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.tool import TOOLS, ToolName
from qaagent_lsp.server.folders import local_path
from qaagent_lsp.server.rpc import invalid_params


def _file_uri(value: str) -> str:
    if local_path(value) is None:
        raise ValueError("must be a file: URI")
    return value


def _route_path(value: str) -> str:
    if not value.startswith("/"):
        raise ValueError("must begin with /")
    return value


def _route_text(value: str) -> str:
    RouteKey.parse(value)
    return value


FileUri = Annotated[str, AfterValidator(_file_uri)]
RoutePath = Annotated[str, AfterValidator(_route_path)]
RouteText = Annotated[str, AfterValidator(_route_text)]
Method = Annotated[str, Field(min_length=1, pattern=r"^[A-Za-z]+$")]
Name = Annotated[str, Field(min_length=1)]


class Argument(BaseModel):
    """What every command takes: one object, nothing unknown in it, no value of another type."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", alias_generator=to_camel)


class InFolder(Argument):
    """Says which workspace folder is meant, where there are several; without it all of them are."""

    folder: FileUri | None = None


class SuiteArgument(InFolder):
    """A suite by name."""

    suite: Name


class SinceArgument(InFolder):
    """A git revision; without it the last commit is meant."""

    since: Name | None = None


class UriArgument(Argument):
    """A file or a folder."""

    uri: FileUri


class TestArgument(Argument):
    """A test: its id is relative to the workspace folder; ``uri`` is its file."""

    __test__ = False

    uri: FileUri
    id: Name


class RouteArgument(Argument):
    """A route; ``uri`` is where it is defined, which tells apps apart that serve the same method and path."""

    method: Method
    path: RoutePath
    uri: FileUri | None = None

    @property
    def key(self) -> RouteKey:
        """The route's key."""
        return RouteKey(self.method.upper(), self.path)


class GenerateArgument(RouteArgument):
    """A route that a test is to be written for, and the tool that it is for; pytest without ``framework``."""

    framework: Framework | None = None


class PlanArgument(InFolder):
    """Whether tests are to be written first, and which inline tools: all enabled ones without ``tools``."""

    generate: bool
    tools: list[ToolName] | None = None

    @property
    def chosen(self) -> tuple[ToolName, ...] | None:
        """The tools in the order in which they run."""
        return None if self.tools is None else tuple(tool for tool in TOOLS if tool in self.tools)


class RunArgument(Argument):
    """A run by id."""

    run_id: Name


class PlaceArgument(Argument):
    """A place in a file, 1-based, columns in code points."""

    uri: FileUri
    line: Annotated[int, Field(ge=1)]
    column: Annotated[int, Field(ge=1)] = 1


class Position(Argument):
    """A position as LSP has it: 0-based, characters in units of the negotiated encoding."""

    line: Annotated[int, Field(ge=0)]
    character: Annotated[int, Field(ge=0)] = 0


class AtArgument(Argument):
    """A position in a file."""

    uri: FileUri
    position: Position


class ListRoutesArgument(Argument):
    """A file or folder whose routes are wanted; all routes without it."""

    uri: FileUri | None = None


class ListRunsArgument(InFolder):
    """Which runs: at most ``limit``, only those with ``test``, only those of ``route`` (``"GET /x"``)."""

    limit: Annotated[int, Field(ge=1, le=10_000)] = 50
    test: Name | None = None
    route: RouteText | None = None


A = TypeVar("A", bound=Argument)


def decode(command: str, model: type[A], arguments: Sequence[object] | None) -> A:
    """Read the one argument object of a command. Raises -32602 that names the field."""
    given = list(arguments or ())
    if len(given) != 1:
        raise invalid_params(f"{command} takes exactly one argument object, got {len(given)}")
    if not isinstance(given[0], dict):
        raise invalid_params(f"{command} takes an object, got {type(given[0]).__name__}")
    try:
        return model.model_validate(given[0])
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        wrong = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise invalid_params(f"{command}: {wrong}", field) from error
