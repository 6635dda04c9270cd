"""Jobs: long work of any kind, done in small steps by one worker at a time.

model.py is what a job is, repository.py stores it and gives a lease to one worker, worker.py runs its steps. Each kind
defines its own step (the first: rates/ingestion/backfill.py). The scheduler publishes an event for each due job, and a
rule of the template invokes the function of that kind.
"""
