"""Where Schemathesis is to send its requests: the server's address, with the path that the API begins at."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

from qaagent_lsp.tools.ground import Ground


def url_of(ground: Ground) -> str:
    """Return the address that the paths of the document are appended to.

    The paths of a document may begin behind ``servers``, which Schemathesis leaves out once it is given an address.
    Routes say what the full paths are; ``base_url`` may have that path already.
    """
    bases = Counter(
        base
        for one in ground.described
        if f"{ground.folder}/{one.operation.document}" == ground.document
        for route in one.routes[:1]
        if (base := _before(route.key.path, one.operation.template)) is not None
    )
    if not bases:
        return ground.base_url
    base = bases.most_common(1)[0][0]
    return ground.base_url if urlsplit(ground.base_url).path.endswith(base) else ground.base_url + base


def _before(full: str, template: str) -> str | None:
    """Return what stands before the template in a full path that has the same literal parts behind it."""
    whole, end = full.strip("/").split("/"), template.strip("/").split("/")
    cut = len(whole) - len(end)
    if cut < 0 or any(
        one != other for one, other in zip(whole[cut:], end, strict=True) if "{" not in one + other
    ):
        return None
    return "".join(f"/{part}" for part in whole[:cut])
