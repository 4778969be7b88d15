"""Urlconfs of Django and Django REST framework themselves that projects include: what they serve, to look up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from qaagent_lsp.discovery.dialects.django_generic import answers
from qaagent_lsp.model.route import ANY_METHOD


class Pattern(NamedTuple):
    """A pattern of a urlconf: its path as ``path()`` has it, the dotted name of the view, the name of the URL."""

    path: str
    view: str
    name: str
    named: tuple[str, ...] = ("GET",)

    @property
    def methods(self) -> tuple[str, ...]:
        """What the view answers; a function, every method."""
        return answers(self.view) or self.named


_AUTH = "django.contrib.auth.views"
_LOGIN = (
    Pattern("login/", f"{_AUTH}.LoginView", "login"),
    Pattern("logout/", f"{_AUTH}.LogoutView", "logout"),
)

KNOWN_URLS: Mapping[str, tuple[Pattern, ...]] = {
    "rest_framework.urls": _LOGIN,
    "django.contrib.auth.urls": (
        *_LOGIN,
        Pattern("password_change/", f"{_AUTH}.PasswordChangeView", "password_change"),
        Pattern("password_change/done/", f"{_AUTH}.PasswordChangeDoneView", "password_change_done"),
        Pattern("password_reset/", f"{_AUTH}.PasswordResetView", "password_reset"),
        Pattern("password_reset/done/", f"{_AUTH}.PasswordResetDoneView", "password_reset_done"),
        Pattern("reset/<uidb64>/<token>/", f"{_AUTH}.PasswordResetConfirmView", "password_reset_confirm"),
        Pattern("reset/done/", f"{_AUTH}.PasswordResetCompleteView", "password_reset_complete"),
    ),
    "django.conf.urls.i18n": (
        Pattern("setlang/", "django.views.i18n.set_language", "set_language", (ANY_METHOD,)),
    ),
}
"""By the module's name. ``rest_framework.urls`` has the namespace ``rest_framework``."""

KNOWN_SPACES: Mapping[str, tuple[str, ...]] = {"rest_framework.urls": ("rest_framework",)}
"""The ``app_name`` of those that have one."""
