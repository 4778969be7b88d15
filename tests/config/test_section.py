"""A section is frozen and explains its keys; a number is not yes or no."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from qaagent_lsp.config.profile_inline import Lighthouse
from qaagent_lsp.config.section import Amount, Retries, Seconds, Section, Share, WebAddress


class Example(Section):
    """An example."""

    seconds: Seconds = 1.0
    """Some seconds."""

    retries: Retries = 0
    amount: Amount = 1
    share: Share = 0.5
    url: WebAddress = "http://x"


@pytest.mark.parametrize(
    "value",
    [
        *({"seconds": wrong} for wrong in (0, -1, True, "inf", "nan", "soon", None)),
        *({"retries": wrong} for wrong in (-1, False, 1.5)),
        *({"amount": wrong} for wrong in (0, True)),
        *({"share": wrong} for wrong in (-0.1, 1.1, True, "nan")),
        *({"url": wrong} for wrong in ("x", "localhost:80", "http://", "http:///x", "ftp://x")),
        {"other": 1},
    ],
)
def test_what_makes_no_sense_is_refused(value: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Example.model_validate(value)


def test_a_key_is_described_by_its_docstring() -> None:
    assert Example.model_fields["seconds"].description == "Some seconds."
    assert Example.model_validate({"seconds": "2", "url": "https://x:1/y"}).seconds == 2


def test_a_threshold_of_an_audit_is_a_number_too() -> None:
    with pytest.raises(ValidationError):
        Lighthouse.model_validate({"thresholds": {"performance": True}})
