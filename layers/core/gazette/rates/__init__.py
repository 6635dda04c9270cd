"""Official currency rates: sheets of central banks, checked, kept whole, and served with the banks' own digits.

Coming in:  bank.py, sources/ (one bank per file), patience.py, client.py → model.py → guards.py, judging.py →
            ingestion.py, report.py; for the banks calendar.py, zone.py, xml.py, of money iso4217.py, names.py.
The past:   walk.py (which day is asked for next) → backfill.py, a job of gazette.jobs → ingestion.py.
Kept:       keys.py (what stands in the table), sheets.py, months.py, currencies.py, progress.py → archive.py (one
            bank's part) → turn.py (one writer's turn, and what follows from it) → table.py; raw.py.
Held:       holds/: what an operator or a second bank decides about a rate.
Going out:  rendering.py (fragments), parameters.py, reading.py, conversion.py, line.py (the line in the header); of a
            currency over time series.py (its days), span.py (which are asked for), history.py, chart/: all lean.
"""
