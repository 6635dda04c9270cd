"""API Gateway's HTTP API, emulated."""
