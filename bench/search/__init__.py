"""Search over a generated archive, beside SQLite FTS5 (`python -m bench.search`)."""
