from __future__ import annotations

from qaagent_lsp.discovery.django_generic import actions, answers, likely


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


def test_actions_of_viewsets() -> None:
    assert actions("rest_framework.viewsets.ReadOnlyModelViewSet") == frozenset({"list", "retrieve"})
    assert actions("rest_framework.viewsets.GenericViewSet") == frozenset()
    assert actions("shop.views.CartViewSet") is None
