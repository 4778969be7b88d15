from __future__ import annotations

from tests.discovery.tables import check, table


def test_objects_of_routable_classes_are_routers() -> None:
    check(
        {
            "pets.py": """
                from classy_fastapi import Routable, get, post
                class Pets(Routable):
                    @get("/pets")
                    def listed(self): ...
                    @post("/pets")
                    async def added(self): ...
                    @property
                    def other(self): ...
                """,
            "main.py": """
                from fastapi import FastAPI
                from pets import Pets
                app = FastAPI()
                pets = Pets(prefix="/shop")
                app.include_router(pets.router)
                """,
        },
        "GET /shop/pets pets.Pets.listed",
        "POST /shop/pets pets.Pets.added",
    )


def test_class_based_views_on_a_router() -> None:
    check(
        """
        from fastapi import APIRouter, FastAPI
        from fastapi_utils.cbv import cbv
        router = APIRouter(prefix="/pets")
        @cbv(router)
        class Pets:
            @router.get("/{pet_id}")
            def one(self, pet_id: int): ...
            @router.api_route("/", methods=["GET", "POST"])
            def some(self): ...
        app = FastAPI()
        app.include_router(router)
        """,
        "GET /pets/{pet_id} main.Pets.one",
        "GET /pets/ main.Pets.some",
        "POST /pets/ main.Pets.some",
    )


def test_inherited_methods_in_the_order_of_their_names() -> None:
    found = table(
        """
        from classy_fastapi import Routable, get, post
        from fastapi import FastAPI
        class Base:
            @get("/base")
            def base(self): ...
            @get("/{over}")
            def over(self): ...
            @get("/again")
            def again(self): ...
        class Pets(Base, Routable):
            @get("/{any}")
            def zoo(self): ...
            @get("/{thing}")
            def mine(self): ...
            @post("/again")
            def again(self): ...
            def over(self): ...
        app = FastAPI()
        app.include_router(Pets().router)
        """
    )
    by_name = sorted(found.routes, key=lambda route: route.order)
    assert [f"{route.key} {route.handler}" for route in by_name] == [
        "POST /again main.Pets.again",
        "GET /base main.Base.base",
        "GET /{thing} main.Pets.mine",
        "GET /{any} main.Pets.zoo",
    ]
    assert all(route.order for route in found.routes)
