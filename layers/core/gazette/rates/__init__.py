"""Official currency rates: sheets of central banks, checked, kept whole, and served with the banks' own digits.

sources/        one bank per file: its facts, fetch (network), parse (pure)
model.py        what a sheet is, what is refused, what is held, how change is counted (pure)
rendering.py    a sheet as the public reads it, packed
plan.py         what one new sheet changes in the table (pure)
table.py        the table: one transaction a sheet
ingestion.py    one run: ask, check, store, report
reading.py      public answers (lean);  line.py  the line in the header (lean)
"""
