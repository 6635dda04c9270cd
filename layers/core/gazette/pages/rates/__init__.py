"""The page of the official rates: what a reader asks it for, and what it shows. Lean, as all pages are."""
