"""The page of the desk, the front end of editors, and the files that its build wrote."""
