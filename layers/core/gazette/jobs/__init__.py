"""Jobs: long work of any kind, done in small steps by whoever takes it up next.

model.py says what a job is, table.py keeps it so that one worker at a time has it, work.py is what a worker does. What
a step is, each kind knows itself (the first: rates/ingestion/backfill.py). Sweep tells the event bus which jobs are
due, and a rule of the template wakes the function of that kind.
"""
