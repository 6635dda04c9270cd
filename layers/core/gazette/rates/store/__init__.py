"""The rates table: its items, one repository, a unit of work, and the two commands that write sheets."""
