"""A language model behind an endpoint that speaks OpenAI's chat completions; Ollama is one.

The package ``openai`` is the extra ``llm``, and imported only when a model is asked.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from qaagent_lsp.model.diagnosis import ModelAnswer, ModelSilence

_OLLAMA = "http://localhost:11434/v1"
_KEY = "OPENAI_API_KEY"
# The library insists on a key; who needs none ignores it.
_NO_KEY = "none"
_PACKAGE = "openai"
_LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))
_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which model is asked, and where.

    ``provider`` is ``ollama``, ``openai``, or the name of any other endpoint whose ``base_url`` is then needed.
    ``base_url`` ends before ``/chat/completions``; None means the provider's usual address. ``api_key_env`` names the
    variable that holds the key. ``seconds`` is the limit of one answer.
    """

    provider: str
    model: str
    base_url: str | None = None
    api_key_env: str | None = None
    seconds: float = _SECONDS


class ModelEndpoint:
    """Asks one model. Whatever goes wrong is a ``ModelSilence``, never an exception."""

    def __init__(
        self, choice: ModelChoice, environment: Mapping[str, str], *, package: str = _PACKAGE
    ) -> None:
        self._choice = choice
        self._key = environment.get(choice.api_key_env or _KEY, "")
        self._base_url = choice.base_url or (_OLLAMA if choice.provider == "ollama" else None)
        self._package = package

    @property
    def model(self) -> str:
        """Name of the model."""
        return self._choice.model

    async def refine(self, prompt: str) -> ModelAnswer | ModelSilence:
        """Send the prompt, return what the model wrote. Takes ``seconds`` of the choice at most."""
        missing = self._missing()
        if missing:
            return ModelSilence("not-configured", missing)
        try:
            library = await asyncio.to_thread(importlib.import_module, self._package)
        except ImportError:
            words = 'the package openai is missing; install the extra: pip install "qaagent-lsp[llm]"'
            return ModelSilence("package-missing", words)
        return await self._ask(library, prompt)

    def _missing(self) -> str:
        if self._base_url is None and self._choice.provider != "openai":
            return f"the provider {self._choice.provider} needs a base_url"
        if self._base_url is None and not self._key:
            return f"the variable {self._choice.api_key_env or _KEY} holds no key"
        return ""

    async def _ask(self, library: ModuleType, prompt: str) -> ModelAnswer | ModelSilence:
        late = ModelSilence(
            "timeout", f"{self._choice.model} did not answer within {self._choice.seconds:g} s"
        )
        try:
            async with asyncio.timeout(self._choice.seconds), self._client(library) as client:
                completion = await client.chat.completions.create(
                    model=self._choice.model, messages=[{"role": "user", "content": prompt}]
                )
        except (library.APITimeoutError, TimeoutError):
            return late
        except library.APIStatusError as error:
            return ModelSilence("refused", f"{self._where} answered {error.status_code}")
        except library.APIConnectionError as error:
            cause = error.__cause__ or error
            return ModelSilence("unreachable", f"{self._where} cannot be reached ({cause})")
        except (library.OpenAIError, OSError, ValueError, TypeError) as error:
            return ModelSilence("unusable-answer", f"{self._where} gave no answer ({type(error).__name__})")
        return self._words_of(completion)

    def _client(self, library: ModuleType) -> Any:
        # A redirect would carry the prompt to somebody who was not chosen, and a proxy has no part in what stays here.
        trusted = urlsplit(self._base_url or "").hostname not in _LOOPBACK
        connection = library.DefaultAsyncHttpxClient(follow_redirects=False, trust_env=trusted)
        return library.AsyncOpenAI(
            api_key=self._key or _NO_KEY,
            base_url=self._base_url,
            timeout=self._choice.seconds,
            max_retries=0,
            http_client=connection,
        )

    def _words_of(self, completion: Any) -> ModelAnswer | ModelSilence:
        """Take the text out of an answer, which the library does not check."""
        try:
            text = completion.choices[0].message.content
        except (AttributeError, IndexError, KeyError, TypeError):
            text = None
        if not isinstance(text, str) or not text.strip():
            return ModelSilence("unusable-answer", f"{self._where} answered without a text")
        return ModelAnswer(text)

    @property
    def _where(self) -> str:
        address = urlsplit(self._base_url or "")
        return (
            f"{address.hostname}:{address.port}"
            if address.port
            else address.hostname or self._choice.provider
        )
