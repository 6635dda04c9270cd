"""Brings an export into a stack: first the whole file is checked, then what the stack lacks is written."""
