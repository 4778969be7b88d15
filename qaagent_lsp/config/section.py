"""What the models of ``.qaagent.yaml`` have in common: frozen, strict about keys, and what a number of them may be."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError


class Section(BaseModel):
    """A mapping of the file. The docstring below a key is what an editor shows of it."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


def no_truth_value(value: object) -> object:
    """Refuse what pydantic would take for 0 or 1: ``timeout: yes`` is a slip, not a second."""
    if isinstance(value, bool):
        raise PydanticCustomError("number_wanted", "a number is wanted, not yes or no")
    return value


Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False), BeforeValidator(no_truth_value)]
"""More than nothing, and not forever."""

Retries = Annotated[int, Field(ge=0), BeforeValidator(no_truth_value)]
"""How often what failed is run again."""

Amount = Annotated[int, Field(ge=1), BeforeValidator(no_truth_value)]
"""At least one."""

Share = Annotated[float, Field(ge=0, le=1), BeforeValidator(no_truth_value)]
"""From 0, none, to 1, all."""

WebAddress = Annotated[str, Field(pattern=r"^https?://[^\s/]")]
"""``http://`` or ``https://`` and a host."""
