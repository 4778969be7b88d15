"""What the view classes of Django, Django REST framework and their close kin answer by themselves: a table to look up.

HEAD and OPTIONS are left out: the frameworks add them to every view.
"""

from __future__ import annotations

from collections.abc import Mapping

_FORM = ("GET", "POST", "PUT")
_ALL = ("GET", "POST", "PUT", "DELETE", "PATCH")
_DATES = (
    "ArchiveIndex",
    "YearArchive",
    "MonthArchive",
    "WeekArchive",
    "DayArchive",
    "TodayArchive",
    "DateDetail",
)

_ANSWERS: Mapping[str, tuple[str, ...]] = {
    # django.views.generic
    "View": (),
    "TemplateView": ("GET",),
    "RedirectView": _ALL,
    **{f"{base}{name}View": ("GET",) for name in ("List", "Detail", *_DATES) for base in ("", "Base")},
    **{f"{base}{name}View": _FORM for name in ("Form", "Create", "Update") for base in ("", "Base")},
    "ProcessFormView": _FORM,
    "DeleteView": ("GET", "POST", "DELETE"),
    "BaseDeleteView": ("GET", "POST", "DELETE"),
    "BaseDateListView": ("GET",),
    "DeletionMixin": ("POST", "DELETE"),
    # django.contrib.auth.views, django.views.i18n
    "LoginView": _FORM,
    "LogoutView": ("POST",),
    "PasswordChangeView": _FORM,
    "PasswordResetView": _FORM,
    "PasswordResetConfirmView": _FORM,
    "PasswordChangeDoneView": ("GET",),
    "PasswordResetDoneView": ("GET",),
    "PasswordResetCompleteView": ("GET",),
    "JavaScriptCatalog": ("GET",),
    "JSONCatalog": ("GET",),
    # django_filters
    "FilterView": ("GET",),
    "BaseFilterView": ("GET",),
    # rest_framework
    "APIView": (),
    "GenericAPIView": (),
    "APIRootView": ("GET",),
    "ListAPIView": ("GET",),
    "RetrieveAPIView": ("GET",),
    "CreateAPIView": ("POST",),
    "DestroyAPIView": ("DELETE",),
    "UpdateAPIView": ("PUT", "PATCH"),
    "ListCreateAPIView": ("GET", "POST"),
    "RetrieveUpdateAPIView": ("GET", "PUT", "PATCH"),
    "RetrieveDestroyAPIView": ("GET", "DELETE"),
    "RetrieveUpdateDestroyAPIView": ("GET", "PUT", "PATCH", "DELETE"),
    "ObtainAuthToken": ("POST",),
    "SchemaView": ("GET",),
    # rest_framework_simplejwt, drf_spectacular
    "TokenViewBase": ("POST",),
    "TokenObtainPairView": ("POST",),
    "TokenRefreshView": ("POST",),
    "TokenVerifyView": ("POST",),
    "TokenBlacklistView": ("POST",),
    "SpectacularAPIView": ("GET",),
    "SpectacularJSONAPIView": ("GET",),
    "SpectacularYAMLAPIView": ("GET",),
    "SpectacularSwaggerView": ("GET",),
    "SpectacularRedocView": ("GET",),
}

_VIEWSETS: Mapping[str, frozenset[str]] = {
    "CreateModelMixin": frozenset({"create"}),
    "ListModelMixin": frozenset({"list"}),
    "RetrieveModelMixin": frozenset({"retrieve"}),
    "UpdateModelMixin": frozenset({"update", "partial_update"}),
    "DestroyModelMixin": frozenset({"destroy"}),
    "ReadOnlyModelViewSet": frozenset({"list", "retrieve"}),
    "ModelViewSet": frozenset({"list", "create", "retrieve", "update", "partial_update", "destroy"}),
}

_FAMILIES = frozenset(
    {
        "django", "django_filters", "drf_spectacular", "rest_framework", "rest_framework_nested",
        "rest_framework_simplejwt",
    }
)  # fmt: skip
_LIKE = sorted((name for name in _ANSWERS if _ANSWERS[name]), key=lambda name: -len(name))

_MODULES: Mapping[str, str] = {
    **dict.fromkeys(("View", "TemplateView", "RedirectView"), "base"),
    **dict.fromkeys(("FormView", "CreateView", "UpdateView", "DeleteView"), "edit"),
    "ListView": "list",
    "DetailView": "detail",
    **{f"{name}View": "dates" for name in _DATES},
}


def canonical(dotted: str) -> str:
    """Name a class by the module that defines it: other modules of Django hand generic views on as well."""
    name = dotted.rpartition(".")[2]
    return (
        f"django.views.generic.{_MODULES[name]}.{name}"
        if dotted.startswith("django.") and name in _MODULES
        else dotted
    )


def answers(dotted: str) -> tuple[str, ...] | None:
    """Give the methods (upper case) of a class of another package; None for a class of which nothing is known."""
    package, _, rest = dotted.partition(".")
    name = rest.rpartition(".")[2]
    if package in _FAMILIES:
        return _ANSWERS.get(name, ())
    return () if name.endswith("Mixin") or package in {"abc", "builtins", "object", "typing"} else None


def actions(dotted: str) -> frozenset[str] | None:
    """Give the actions that a viewset or mixin of Django REST framework has; None for a class that is not known."""
    package, _, rest = dotted.partition(".")
    name = rest.rpartition(".")[2]
    if package in _FAMILIES:
        return _VIEWSETS.get(name, frozenset())
    return (
        frozenset() if name.endswith("Mixin") or package in {"abc", "builtins", "object", "typing"} else None
    )


def likely(dotted: str) -> tuple[str, ...]:
    """Guess the methods of a class of another package by what its name ends in; GET where that says nothing."""
    name = dotted.rpartition(".")[2]
    return next((_ANSWERS[known] for known in _LIKE if name.endswith(known)), ("GET",))
