from __future__ import annotations

from base64 import b64encode

import pytest

from qaagent_lsp.results.redaction import STRUCK, redact, secret_values

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
HIDDEN = "hunter2hunter2"
PEM = f"-----BEGIN RSA PRIVATE KEY-----\n{HIDDEN}\n"


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {HIDDEN}",
        f"authorization: {HIDDEN}",
        f"{{'Authorization': 'Bearer {HIDDEN}'}}",
        f"{{'authorization': 'Custom a {HIDDEN}', 'x': 1}}",
        f"[(b'authorization', b'{HIDDEN}')]",
        f"Proxy-Authorization: Basic {HIDDEN}==",
        f"sent Bearer {HIDDEN} to it",
        f"Cookie: a=1; session={HIDDEN}",
        f"Set-Cookie: sid={HIDDEN}; Path=/",
        f"{{'cookie': 'a=1; b={HIDDEN}'}}",
        f"X-API-Key: {HIDDEN}",
        f"password={HIDDEN}",
        f"password = '{HIDDEN}'",
        f'"password": "{HIDDEN}"',
        f'{{\\"password\\": \\"{HIDDEN}\\"}}',
        f'password="a\\"{HIDDEN}"',
        f"Password: correct horse {HIDDEN}",
        f"DB_PASSWORD: {HIDDEN}",
        f"user_password_2='{HIDDEN}'",
        f"accessToken: '{HIDDEN}'",
        f"tokenValue={HIDDEN}",
        f"('api_key', '{HIDDEN}')",
        f"os.environ['API_TOKEN'] = '{HIDDEN}'",
        f"assert token == '{HIDDEN}'",
        f"curl --token {HIDDEN} -v",
        f"auth=('ada', '{HIDDEN}')",
        f"https://host/a?access_token={HIDDEN}&b=1",
        f"postgresql://ada:{HIDDEN}@db/pets",
        f"amqp://ada:p@{HIDDEN}@db:1/",
        f"Server=db;Uid=ada;Pwd={HIDDEN};",
        f"AccountKey={HIDDEN}==;EndpointSuffix=x",
        f"{PEM}-----END RSA PRIVATE KEY-----",
        PEM,
        f"ghp_{HIDDEN}{HIDDEN}",
        f"sk-{HIDDEN}",
        f"{HIDDEN}@example.test",
    ],
)
def test_what_looks_like_a_secret_is_struck(text: str) -> None:
    struck = redact(text)
    assert HIDDEN not in struck
    assert STRUCK in struck


@pytest.mark.parametrize(
    "secret", [JWT, "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "ada@example.test"]
)
def test_a_secret_is_known_without_its_name(secret: str) -> None:
    assert secret not in redact(f"it is {secret}, they say")


@pytest.mark.parametrize(
    "text",
    [
        "assert 14031 == 2",
        "tests/test_pets.py::TestPets::test_get[1-a]",
        "E   AssertionError: assert {'id': 1, 'name': 'Rex'} == {'id': 2}",
        "3 passed, 1 failed; passed: 3",
        "author: Ada",
        "GET /pets/{pet_id} -> 404",
        "ConnectError: http://localhost:8000/pets",
        "commit 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
        "KeyError: 'pet_id'",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    "spelled",
    ["a b/c+\"d'ef", "a%20b%2Fc%2B%22d%27ef", "a+b%2Fc%2B%22d%27ef", "a b/c+\\\"d'ef", "YSBiL2MrImQnZWY"],
)
def test_known_values_are_struck_in_every_spelling(spelled: str) -> None:
    secret = "a b/c+\"d'ef"
    assert b64encode(secret.encode()).decode().startswith("YSBiL2MrImQnZWY")
    assert redact(f"<{spelled}>", [secret]) == f"<{STRUCK}>"


def test_short_values_are_struck_where_they_stand_alone() -> None:
    assert redact("test_a of test: 1", ["test", "1"]) == f"test_a of {STRUCK}: 1"


def test_values_of_variables_by_name() -> None:
    environment = {
        "API_TOKEN": "one",
        "DB_PASSWORD": "two",
        "AWS_SECRET_ACCESS_KEY": "three",
        "DATABASE_URL": "four",
        "STRIPE_KEY": "five",
        "MINE": "six",
        "PATH": "/bin",
        "EMPTY_TOKEN": " ",
        "KEYBOARD": "us",
        "XDG_SESSION_CLASS": "user",
        "SSH_AUTH_SOCK": "/tmp/agent",
    }
    assert secret_values(environment, ["MINE"]) == ("one", "two", "three", "four", "five", "six")


@pytest.mark.parametrize(
    "part",
    ["a", "a.", "a_", "token", "token=", "eyJ", "://", "'", '\\"', "-----BEGIN PRIVATE KEY", "password: "],
)
def test_a_long_text_of_any_shape_is_read_to_its_end(part: str) -> None:
    # A pattern that goes back over what it read would take hours here, not seconds.
    text = part * (64_000 // len(part)) + "\n\nAuthorization: Bearer hunter2hunter2hunter2\n"
    assert "hunter2" not in redact(text)
