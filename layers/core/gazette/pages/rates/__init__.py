"""The page of the official rates: its request, and the values of its template."""
