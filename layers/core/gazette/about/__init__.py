"""Self-description of the API: its OpenAPI document, its documentation page, its index."""
