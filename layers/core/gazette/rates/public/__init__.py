"""What the public gets: sheets, series, conversion, the line in the header, charts. Lean."""
