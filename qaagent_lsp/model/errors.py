"""What can be wrong with a request or the environment.

(Broken user code is a ``Problem``; a failing run is an ``Outcome``.)

    QaAgentError
    ├── UnknownRoute        no such route; the hint names the nearest ones
    ├── UnknownTest         no such test id
    ├── UnknownPath         no such file or folder in the workspace
    ├── UnknownSuite        no such suite
    ├── UnknownRun          no such run in the store
    ├── UnknownRevision     no such commit
    ├── ChangesUnknown      git cannot tell what changed
    ├── UnknownApp          no such app to be asked for its routes
    ├── AppBroke            the app could not be imported, or took too long
    ├── AmbiguousRoute      several apps serve this method and path; say which file
    ├── NothingToRun        the scope is known and holds no tests
    ├── NothingToWrite      tests were asked for that cannot be written
    ├── UntrustedWorkspace  runs are refused until the workspace is trusted
    ├── ToolMissing         interpreter or test tool absent, or too old
    ├── StoreUnavailable    the run store cannot be written
    └── BadConfiguration    a setting has a value that cannot be used
"""

from __future__ import annotations

from typing import ClassVar


class QaAgentError(Exception):
    """A request that is refused: ``kind`` for programs, ``message`` for people, ``hint`` says what to do.

    On the command line it is exit code 2 (3 for ``ToolMissing``); over LSP error -32803 with ``data.kind``.
    """

    kind: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UnknownRoute(QaAgentError):
    """No route of the workspace has this method and path."""

    kind = "unknown-route"


class AmbiguousRoute(QaAgentError):
    """Several apps of the workspace serve this method and path."""

    kind = "ambiguous-route"


class UnknownApp(QaAgentError):
    """The name leads to no app of a framework that is known."""

    kind = "unknown-app"


class AppBroke(QaAgentError):
    """The app's own code kept it from being imported; ``output`` is what it said meanwhile."""

    kind = "app-broke"
    exit_code = 3

    def __init__(self, message: str, hint: str = "", output: str = "") -> None:
        super().__init__(message, hint)
        self.output = output


class UnknownTest(QaAgentError):
    """No test of the workspace has this id."""

    kind = "unknown-test"


class UnknownPath(QaAgentError):
    """The file or folder does not exist or lies outside the workspace."""

    kind = "unknown-path"


class UnknownSuite(QaAgentError):
    """No suite of the workspace has this name."""

    kind = "unknown-suite"


class UnknownRun(QaAgentError):
    """The run store has no run with this id."""

    kind = "unknown-run"


class UnknownRevision(QaAgentError):
    """The repository has no commit of this name."""

    kind = "unknown-revision"


class ChangesUnknown(QaAgentError):
    """Git cannot tell what changed: the folder is in no repository, or git failed."""

    kind = "changes-unknown"


class NothingToRun(QaAgentError):
    """The scope is understood but selects no test."""

    kind = "nothing-to-run"


class NothingToWrite(QaAgentError):
    """Tests were asked for that cannot be written: every route has some, or the framework has no project."""

    kind = "nothing-to-write"


class UntrustedWorkspace(QaAgentError):
    """The client said that the workspace is not trusted, so nothing of it is executed."""

    kind = "untrusted-workspace"


class ToolMissing(QaAgentError):
    """The interpreter or the test tool is absent, broken, or older than what is supported."""

    kind = "tool-missing"
    exit_code = 3


class StoreUnavailable(QaAgentError):
    """The runs root cannot be created or written, so no run may start: evidence is never silently lost."""

    kind = "store-unavailable"
    exit_code = 3


class BadConfiguration(QaAgentError):
    """A setting or configuration key has a value that cannot be used."""

    kind = "bad-configuration"
