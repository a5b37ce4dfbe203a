"""The JSON API below /api/v1: the rows of `storage.queries`, described by OpenAPI."""
