"""The rates table: stored values, one repository, a unit of work, and the two commands that write."""
