from __future__ import annotations

import sys
from typing import get_args

from qaagent_lsp.cli.answers import RunFormat
from qaagent_lsp.cli.carrying_out import EXIT_OF, RunRequest, carry_out
from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.result import RunStatus
from qaagent_lsp.model.scope import RouteScope
from tests.cli.conftest import Shop
from tests.cli.results import GET_PET


def test_every_status_has_its_exit_code() -> None:
    assert EXIT_OF.keys() == set(get_args(RunStatus)) - {"running"}


def test_a_run_is_carried_out_shown_and_returned(shop: Shop) -> None:
    request = RunRequest(shop.folder, RouteScope(GET_PET), Settings(python=sys.executable), RunFormat.TEXT)
    run = carry_out(request)
    assert (run.status, run.counts.failed, run.counts.passed) == ("failed", 1, 1)
    assert run.run_id in shop.capture.readouterr().out
