from __future__ import annotations

from qaagent_lsp.discovery.dialects.django_generic import actions, answers, canonical, likely


def test_classes_of_the_frameworks() -> None:
    assert answers("django.views.generic.ListView") == ("GET",)
    assert answers("django.views.generic.edit.UpdateView") == ("GET", "POST", "PUT")
    assert answers("rest_framework.generics.RetrieveDestroyAPIView") == ("GET", "DELETE")
    assert answers("django.contrib.auth.mixins.LoginRequiredMixin") == ()


def test_classes_of_other_packages() -> None:
    assert answers("shop.views.CartView") is None
    assert answers("shop.views.CartMixin") == ()
    assert likely("shop.views.AddressCreateView") == ("GET", "POST", "PUT")
    assert likely("shop.views.CartView") == ("GET",)


def test_a_class_is_named_by_its_own_module() -> None:
    assert canonical("django.views.generic.TemplateView") == "django.views.generic.base.TemplateView"
    assert canonical("django.views.generic.edit.FormView") == "django.views.generic.edit.FormView"
    assert canonical("django.contrib.auth.views.TemplateView") == "django.views.generic.base.TemplateView"
    assert canonical("django.contrib.auth.views.LoginView") == "django.contrib.auth.views.LoginView"
    assert canonical("shop.views.ListView") == "shop.views.ListView"


def test_actions_of_viewsets() -> None:
    assert actions("rest_framework.viewsets.ReadOnlyModelViewSet") == frozenset({"list", "retrieve"})
    assert actions("rest_framework.viewsets.GenericViewSet") == frozenset()
    assert actions("shop.views.CartViewSet") is None
