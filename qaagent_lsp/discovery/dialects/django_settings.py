"""Which urlconf a Django project serves: ``ROOT_URLCONF`` in settings, in ``settings.configure``, in tests."""

from __future__ import annotations

from collections.abc import Iterator

from qaagent_lsp.discovery.dialects.django_urls import urlconf_of
from qaagent_lsp.discovery.dialects.graph import NO_PREFIX, Graph, Included
from qaagent_lsp.discovery.evaluation.evaluate import Evaluator
from qaagent_lsp.discovery.evaluation.values import Place, RouterValue, TextValue
from qaagent_lsp.discovery.facts import FileFacts
from qaagent_lsp.discovery.syntax.expressions import Call, Expr, Name
from qaagent_lsp.model.source import Span

_SETTING = "ROOT_URLCONF"


def concerns(facts: FileFacts) -> bool:
    """Tell whether a file says which urlconf is served."""
    return any(True for _ in _named(facts))


def read(evaluator: Evaluator, graph: Graph, facts: FileFacts) -> None:
    """Make a site of each urlconf that the file names as the root."""
    for expr, place, span in _named(facts):
        site = RouterValue("django", facts.file, span)
        texts = evaluator.texts(expr, place)
        roots = [urlconf_of(evaluator, place.file, text.text) for text in texts]
        if expr == Name(("__name__",)):
            roots = [RouterValue("urlconf", facts.file, Span(1, 1, 1, 1))]
        for root, text in zip(roots, texts or (NO_PREFIX,), strict=False):
            if root is not None:
                prefix = TextValue("", text.confidence, text.reason)
                here = place if len(roots) == 1 else None
                graph.node(site).included.append(Included(root, prefix, "include", at=here))
        app = _app(evaluator, place)
        if app is None and texts and roots[0] is not None:
            app = f"{texts[0].text}:urlpatterns"
        if app is not None:
            graph.apps[site] = app


def _named(facts: FileFacts) -> Iterator[tuple[Expr, Place, Span]]:
    wiring = facts.wiring
    for binding in wiring.bindings:
        if binding.name == _SETTING:
            span = Span(binding.line, 1, binding.line, 2)
            yield binding.value, Place(facts.file, binding.read_in, binding.line), span
    calls = [(effect.call, effect.scope) for effect in wiring.effects]
    calls += [(decorator.value, item.parent) for item in wiring.classes for decorator in item.decorators]
    calls += [(decorator.value, item.parent) for item in wiring.functions for decorator in item.decorators]
    for call, scope in calls:
        if not isinstance(call, Call):
            continue
        given = call.keyword(_SETTING)
        if given is None and isinstance(call.func, Name) and call.func.dotted[-2:] == ("mark", "urls"):
            given = call.argument(0, "urls")
        if given is not None:
            yield given, Place(facts.file, scope, call.span.line), call.span


def _app(evaluator: Evaluator, place: Place) -> str | None:
    for name in ("WSGI_APPLICATION", "ASGI_APPLICATION"):
        for value in evaluator.name(name, place) or ():
            if isinstance(value, TextValue) and "." in value.text:
                module, _, variable = value.text.rpartition(".")
                return f"{module}:{variable}"
    return None
