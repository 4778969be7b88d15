from __future__ import annotations

from typing import get_args

import pytest

from qaagent_lsp.model.diagnosis import ModelSilence, SilenceKind

LASTING = {"package-missing", "not-configured", "unreachable"}


@pytest.mark.parametrize("kind", get_args(SilenceKind))
def test_what_will_not_change_in_a_run_is_not_tried_again(kind: SilenceKind) -> None:
    assert ModelSilence(kind, "why").is_lasting == (kind in LASTING)
