"""What every setting has in common: it is frozen, documented, and refuses unknown names."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

DESCRIPTIVE: dict[str, Any] = {"descriptive": True}


class Setting(BaseModel):
    """A group of settings; the sentence under each field is the help text readers see."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        validate_default=True,
    )


Share = Annotated[float, Field(ge=0, le=1)]
"""A share of a whole, from 0 to 1."""

Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
Count = Annotated[int, Field(ge=0)]
Age = Annotated[float, Field(ge=0, le=25)]
"""Age in years."""

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""A short name: small letters, digits and underscores."""

Label = Annotated[str, Field(json_schema_extra=DESCRIPTIVE, max_length=400)]
"""Words for readers; changes no result."""

Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
"""A calendar month written 2026-04."""
