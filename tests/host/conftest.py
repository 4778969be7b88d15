from __future__ import annotations

from collections.abc import Iterator

import pytest

from qaagent_lsp.host.guardian import Guardian


@pytest.fixture
def guardian() -> Iterator[Guardian]:
    guardian = Guardian()
    yield guardian
    guardian.close()
