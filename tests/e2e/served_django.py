"""Run by an interpreter that has Django: which view each of many requests comes to, told by the resolver itself.

Usage: ``python served_django.py FOLDER ROOT``; stdin is JSON ``{urlconf: [path, …]}``, stdout ``{urlconf: [view or
null, …]}`` with the dotted name of what is registered.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module


def main(folder: str, settings: str) -> str:
    sys.path.insert(0, folder)
    conf = import_module("django.conf")
    conf.settings.configure(**json.loads(settings))
    import_module("django").setup()
    resolvers, translation = import_module("django.urls.resolvers"), import_module("django.utils.translation")
    answers: dict[str, list[str | None]] = {}
    for urlconf, requests in json.load(sys.stdin).items():
        resolver = resolvers.URLResolver(resolvers.RegexPattern(r"^/"), urlconf)
        answers[urlconf] = []
        for language, path in requests:
            translation.activate(language)
            try:
                view = resolver.resolve(path).func
            except resolvers.Resolver404:
                answers[urlconf].append(None)
                continue
            known = getattr(view, "view_class", None) or getattr(view, "cls", None) or view
            actions = "/".join(sorted(getattr(view, "actions", None) or ()))
            named = "/".join(sorted((getattr(view, "actions", None) or {}).values()))
            answers[urlconf].append(f"{known.__module__}.{known.__qualname__}{'.' if actions else ''}{named}")
    return json.dumps(answers)


if __name__ == "__main__":
    sys.stdout.write(main(*sys.argv[1:]))
