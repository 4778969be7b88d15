"""What users may configure, as pydantic models. Pure."""
