from __future__ import annotations

import inspect

from qaagent_lsp.server.app import FEATURES, create_server
from qaagent_lsp.server.conversation import Terms


def test_every_method_stands_once_in_the_list_and_takes_the_server_as_ls() -> None:
    methods = [method for method, _, _ in FEATURES]
    assert len(methods) == len(set(methods))
    assert {next(iter(inspect.signature(handler).parameters)) for _, handler, _ in FEATURES} == {"ls"}


def test_servers_share_nothing() -> None:
    one, two = create_server(Terms()), create_server(Terms())
    assert one.folders is not two.folders
    assert one.protocol is not two.protocol
