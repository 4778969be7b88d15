"""Flask: the rule that the URL map matched, also when a ``before_request`` answers in the view's place."""

import re
import sys

from qaagent_probe_routes import described

_CONVERTER = re.compile(r"<(?:[^<>]*:)?([^<>:]+)>")


def patch(module, recorder):
    """Make ``flask.app`` tell."""
    request = sys.modules["flask.globals"].request  # ``flask`` itself is still being imported
    flask = module.Flask
    flask.full_dispatch_request = _full_dispatch(flask.full_dispatch_request, recorder, request)
    flask.dispatch_request = _dispatch(flask.dispatch_request, request)


def _full_dispatch(original, recorder, request):
    def full_dispatch_request(self, *args, **kwargs):
        hit = None
        rule = request.url_rule
        if rule is not None and request.routing_exception is None:
            method = request.method
            automatic = method == "OPTIONS" and getattr(rule, "provide_automatic_options", False)
            if not automatic:
                if method == "HEAD" and rule.methods and "GET" in rule.methods:
                    method = "GET"
                view = self.view_functions.get(rule.endpoint)
                handler, file, line = described(view, method)
                hit = recorder.begin(method, _CONVERTER.sub(r"{\1}", rule.rule), handler, file, line)
                request.environ["qaagent.hit"] = hit
        if hit is None:
            return original(self, *args, **kwargs)
        try:
            response = original(self, *args, **kwargs)
        except BaseException:
            hit.status = 500
            raise
        hit.status = response.status_code
        return response

    full_dispatch_request.__wrapped__ = original
    return full_dispatch_request


def _dispatch(original, request):
    def dispatch_request(self, *args, **kwargs):
        hit = request.environ.get("qaagent.hit")
        if hit is not None:
            hit.entered = True
        return original(self, *args, **kwargs)

    dispatch_request.__wrapped__ = original
    return dispatch_request
