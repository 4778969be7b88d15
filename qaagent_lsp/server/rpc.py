"""JSON-RPC on top of pygls: every request gets exactly one answer, whatever is wrong with it.

pygls 2.1 leaves four requests without an answer: malformed parameters, a result that cannot be encoded, a
request before
``initialize`` and one after ``shutdown``. This subclass closes them, keeps refusals out of the log, and lets
the process end
in its own time (pygls calls ``sys.exit`` inside the message handler).
"""

from __future__ import annotations

import asyncio
import json
import logging
from concurrent.futures import Future
from typing import Any, cast

from cattrs import transform_error
from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.protocol import LanguageServerProtocol, lsp_method

from qaagent_lsp.model.errors import QaAgentError

log = logging.getLogger(__name__)

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
SERVER_NOT_INITIALIZED = -32002
REQUEST_CANCELLED = -32800
REQUEST_FAILED = -32803


class Connection(LanguageServerProtocol):
    """One client's conversation. ``exit_code`` is set once the client has said ``exit``."""

    exit_code: int | None = None

    def receive(self, body: bytes | str) -> None:
        """Handle the content part of one message. Never raises for what the client sent."""
        try:
            data = json.loads(body)
        except ValueError as error:
            self._send_error(None, PARSE_ERROR, f"not JSON: {error}")
            return
        if not isinstance(data, dict):
            self._send_error(None, INVALID_REQUEST, "a message is one JSON object")
            return
        method, msg_id = data.get("method"), data.get("id")
        if method is not None and not self._admit(method, msg_id, is_request="id" in data):
            return
        try:
            message = self.structure_message({"jsonrpc": self.VERSION, **data})
        except JsonRpcException as error:
            self._refuse_malformed(error, method, msg_id)
            return
        self.handle_message(message)

    def notify_client(self, method: str, params: dict[str, Any]) -> None:
        """Send a notification of our own (``qaagent/…``) as it stands, past the protocol's type tables."""
        self._send_data({"jsonrpc": self.VERSION, "method": method, "params": params})

    @lsp_method(types.EXIT)
    def lsp_exit(self, *_: object) -> None:  # type: ignore[override]  # pygls's is a generator
        """Note the end of the conversation (LSP ``exit``): code 0 after ``shutdown``, 1 otherwise."""
        self.exit_code = 0 if self._shutdown else 1

    @lsp_method(types.WORKSPACE_EXECUTE_COMMAND)
    async def lsp_workspace__execute_command(  # type: ignore[override]  # pygls's is a generator
        self, params: types.ExecuteCommandParams
    ) -> Any:
        """Hand the whole request to our own handler (LSP ``workspace/executeCommand``)."""
        return await self.fm.features[types.WORKSPACE_EXECUTE_COMMAND](params)

    def _initialized(self) -> bool:
        # pygls sets them as the last act of a successful ``initialize``, synchronously.
        return hasattr(self, "server_capabilities")

    def _admit(self, method: object, msg_id: Any, *, is_request: bool) -> bool:
        if method == types.EXIT:
            return True
        if self._shutdown:
            problem = (INVALID_REQUEST, "the server is shutting down")
        elif method == types.INITIALIZE and self._initialized():
            problem = (INVALID_REQUEST, "initialize was sent before")
        elif method != types.INITIALIZE and not self._initialized():
            problem = (SERVER_NOT_INITIALIZED, "initialize comes first")
        elif not isinstance(method, str) or (is_request and not isinstance(msg_id, str | int)):
            problem = (INVALID_REQUEST, "method is a string, id a string or an integer")
        elif method not in self.fm.builtin_features and method not in self.fm.features:
            if method == types.CANCEL_REQUEST:
                return True
            problem = (METHOD_NOT_FOUND, f"there is no method {method}")
        else:
            return True
        if is_request:
            self._send_error(msg_id, *problem)
        return False

    def _refuse_malformed(self, error: JsonRpcException, method: object, msg_id: Any) -> None:
        cause = error.__cause__
        detail = "; ".join(transform_error(cause)) if cause is not None else str(error)
        if method is not None and msg_id is not None:
            self._send_error(msg_id, INVALID_PARAMS, f"{method}: {detail}")
        else:
            log.warning("ignored a malformed message (%s): %s", method, detail)

    def _send_handler_result(self, future: Future[Any], *, msg_id: str | int) -> None:
        self._request_futures.pop(msg_id, None)
        try:
            if future.cancelled():
                self._send_error(msg_id, REQUEST_CANCELLED, "cancelled by the client")
            else:
                self._send_response(msg_id, result=future.result())
        except asyncio.CancelledError:
            self._send_error(msg_id, REQUEST_CANCELLED, "cancelled")
        except QaAgentError as refusal:
            self._send_error(
                msg_id, REQUEST_FAILED, refusal.message, {"kind": refusal.kind, "hint": refusal.hint}
            )
        except JsonRpcException as error:
            self._send_error(msg_id, error.code, error.message, error.data)
        except Exception as fault:  # the request boundary: the client gets an answer, the log the traceback
            log.exception("request %s failed", msg_id)
            self._send_error(msg_id, INTERNAL_ERROR, f"internal error: {type(fault).__name__}: {fault}")

    def _send_data(self, data: Any) -> None:
        if self.writer is None:
            return
        try:
            body = json.dumps(data, default=self._serialize_message)
        except Exception as fault:  # an answer that cannot be encoded must not become no answer
            log.exception("cannot encode a message")
            msg_id = getattr(data, "id", None)
            if msg_id is not None and not hasattr(data, "method"):
                self._send_error(msg_id, INTERNAL_ERROR, f"the answer cannot be encoded: {fault}")
            return
        header = f"Content-Length: {len(body)}\r\n\r\n" if self._include_headers else ""
        sent = self.writer.write((header + body).encode(self.CHARSET))
        if asyncio.iscoroutine(sent):
            self._send_later(sent)

    def _send_later(self, sending: Any) -> None:
        task = asyncio.ensure_future(sending)
        task.add_done_callback(_ignore_lost_connection)

    def _send_error(self, msg_id: Any, code: int, message: str, data: Any = None) -> None:
        error: dict[str, Any] = {"code": code, "message": message}
        if data is not None:
            error["data"] = data
        self._send_data({"jsonrpc": self.VERSION, "id": msg_id, "error": error})


def invalid_params(message: str, field: str | None = None) -> JsonRpcException:
    """Return the -32602 that names the wrong field of a command's argument in ``data.field``."""
    return JsonRpcInvalidParams(message=message, data={"kind": "bad-argument", "field": field})


def _ignore_lost_connection(task: asyncio.Future[Any]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.debug("the client is gone: %s", cast("BaseException", task.exception()))
