"""Places that a way leads to → LSP ranges, in the texts as the user sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types

from qaagent_lsp.editor.literals import defined_word
from qaagent_lsp.editor.ways import Target
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.server.convert import Encoding, to_range
from qaagent_lsp.server.documents import Documents, Lines
from qaagent_lsp.server.folders import Folder
from qaagent_lsp.server.language_server import QaAgentServer
from qaagent_lsp.server.present import file_uri


@dataclass(frozen=True, slots=True)
class Placed:
    """A target in its text: the range of its name, and of all of it, which holds the name."""

    uri: str
    name: types.Range
    whole: types.Range


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts that some targets stand in."""

    folder: Folder
    documents: Documents
    encoding: Encoding
    lines: Mapping[Path, Lines]

    def placed(self, target: Target) -> Placed:
        """Place a target; where only a handler's beginning is known, at its name."""
        lines = self.of(target.at.file)
        name = target.at.span
        if target.whole is not None and (name.line, name.column) == (name.end_line, name.end_column):
            name = defined_word(lines, target.whole)
        whole = target.whole or name
        if (whole.line, whole.column) > (name.line, name.column):
            whole = name
        uri = file_uri(self.folder, self.documents, target.at.file)
        return Placed(uri, self.range(target.at.file, name), self.range(target.at.file, whole))

    def location(self, target: Target) -> types.Location:
        """Place a target by its name alone."""
        found = self.placed(target)
        return types.Location(uri=found.uri, range=found.name)

    def range(self, file: WorkspacePath, span: Span) -> types.Range:
        """Convert a span of a file."""
        return to_range(self.of(file), span, self.encoding)

    def of(self, file: WorkspacePath) -> Lines:
        """Give the lines of a file."""
        return self.lines.get(self.folder.absolute(file), ())


async def texts_of(ls: QaAgentServer, folder: Folder, files: Iterable[WorkspacePath]) -> Texts:
    """Read the texts of files."""
    lines = await ls.documents.lines_of({folder.absolute(file) for file in files})
    return Texts(folder, ls.documents, ls.support.encoding, lines)
