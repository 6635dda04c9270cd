"""How sheets come in: run.py asks for some days, walk.py and backfill.py for all of the past."""
