"""What the name of a file says about who may depend on it."""

from __future__ import annotations

import re

from qaagent_lsp.model.source import WorkspacePath

_DOCUMENT = re.compile(
    r"(?:.*/)?(?:[^/]+\.(?:md|rst|adoc|png|jpe?g|gif|webp|ico|pdf)|(?:LICEN[CS]E|NOTICE|AUTHORS|CHANGELOG|CODEOWNERS)[^/]*"
    r"|\.gitignore|\.gitattributes|\.editorconfig|\.mailmap)",
    re.IGNORECASE,
)
_READ_BY_CODE = re.compile(
    r"(?:.*/)?(?:tests?|data|fixtures?|testdata|templates?|static|resources?|snapshots?|features)/.*",
    re.IGNORECASE,
)
_SCRIPT = re.compile(
    r".*\.[cm]?[jt]sx?|(?:.*/)?(?:package(?:-lock)?\.json|tsconfig[^/]*\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?)"
)


def is_document(file: WorkspacePath) -> bool:
    """Tell whether a file is for people only.

    What looks like a document and stands where code keeps its data is data.
    """
    if not _DOCUMENT.fullmatch(file):
        return False
    name = file.rpartition("/")[2]
    return name.startswith(".") or not _READ_BY_CODE.fullmatch(file)


def is_script(file: WorkspacePath) -> bool:
    """Tell whether a file is JavaScript or TypeScript, or says what such files are run with."""
    return _SCRIPT.fullmatch(file) is not None
