"""What is spread in a call that registers a route goes where it would go."""

from __future__ import annotations

from tests.discovery.tables import check


def test_a_tuple_of_a_table_is_spread_in_the_call() -> None:
    check(
        """
        from flask import Flask
        from flask_restful import Api, Resource
        class Pets(Resource):
            def get(self): ...
        class Pet(Resource):
            def get(self): ...
            def delete(self): ...
        ROUTES = [(Pets, "/pets/", "/animals/"), (Pet, "/pets/<int:number>/")]
        app = Flask(__name__)
        api = Api(app, prefix="/api")
        for route in ROUTES:
            api.add_resource(*route)
        """,
        "GET /api/animals/ main.Pets.get",
        "GET /api/pets/ main.Pets.get",
        "DELETE /api/pets/{number}/ main.Pet.delete",
        "GET /api/pets/{number}/ main.Pet.get",
    )


def test_the_arguments_behind_a_spread_keep_their_places() -> None:
    check(
        """
        from flask import Flask
        def pets(): ...
        NAMES = ("/pets", "pets")
        app = Flask(__name__)
        app.add_url_rule(*NAMES, pets, methods=["POST"])
        """,
        "POST /pets main.pets",
    )
