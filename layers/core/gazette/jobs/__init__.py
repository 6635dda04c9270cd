"""Jobs: long work of any kind, in small steps, by one worker at a time.

model.py defines a job, repository.py stores it and gives a lease to one worker, worker.py runs its steps. Each kind of
job defines its own step, such as rates/ingestion/backfill.py. The scheduler publishes an event for each due job, and a
rule of the template invokes the function of that kind.
"""
