"""Outcomes of records that were to be written."""

WRITTEN, CHANGED, FAILED = "written", "changed meanwhile", "failed"
