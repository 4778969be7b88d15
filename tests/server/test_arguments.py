from __future__ import annotations

import pytest
from pygls.exceptions import JsonRpcException

from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.server.arguments import Argument, ListRunsArgument, RouteArgument, RunArgument, decode


def test_methods_are_known_in_any_case() -> None:
    argument = decode("c", RouteArgument, [{"method": "get", "path": "/x/{y}"}])
    assert argument.key == RouteKey("GET", "/x/{y}")


def test_keys_are_those_of_the_wire() -> None:
    assert decode("c", RunArgument, [{"runId": "x"}]).run_id == "x"
    assert decode("c", ListRunsArgument, [{}]).limit == 50


@pytest.mark.parametrize(
    ("model", "arguments", "said"),
    [
        (RunArgument, None, "takes exactly one argument object, got 0"),
        (RunArgument, [{}, {}], "got 2"),
        (RunArgument, [[]], "takes an object, got list"),
        (RunArgument, [{"run_id": "x"}], "runId: Field required"),
        (RunArgument, [{"runId": 1}], "runId: Input should be a valid string"),
        (ListRunsArgument, [{"limit": 1.5}], "limit: "),
    ],
)
def test_what_is_wrong_is_named(model: type[Argument], arguments: list[object] | None, said: str) -> None:
    with pytest.raises(JsonRpcException, match=said) as refused:
        decode("qaagent.x", model, arguments)
    assert refused.value.code == -32602
    assert "qaagent.x" in refused.value.message
