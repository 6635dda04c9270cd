"""Copies items of a restored table back into the table of a stack. Each table has rules of its own."""
