"""Writes an export of a stack. A second run continues an interrupted one."""
