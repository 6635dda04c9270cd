"""Moves the content of a site out of a stack and into another one: an NDJSON file, with the files of pictures."""
