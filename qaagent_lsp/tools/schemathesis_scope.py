"""Which operations Schemathesis calls: those that the configuration counts as routes.

Its ``--include-…`` options add up, each brings operations of its own; only ``--exclude-…`` narrows. So all conditions
but the first are written as what does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qaagent_lsp.config.profile_tools import OpenApi


def scope_of(openapi: OpenApi, without_tags: Sequence[str]) -> tuple[str, ...]:
    """Return the options for ``openapi.tags``, ``operations`` and ``endpoint_pattern``, and for ``exclude.tags``."""
    options = [("--include-tag", tag) for tag in openapi.tags]
    if openapi.operations and not openapi.tags:
        options += [("--include-operation-id", name) for name in openapi.operations]
    elif openapi.operations:
        names = "|".join(re.escape(name) for name in openapi.operations)
        options.append(("--exclude-operation-id-regex", f"^(?!(?:{names})$)"))
    if openapi.endpoint_pattern:
        options.append(("--exclude-path-regex", f"^(?!.*(?:{openapi.endpoint_pattern}))"))
    options += [("--exclude-tag", tag) for tag in without_tags]
    return tuple(word for option in options for word in option)
