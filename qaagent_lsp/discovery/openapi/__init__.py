"""Descriptions of an API (OpenAPI, Swagger) to their operations, each with its place. Pure."""
