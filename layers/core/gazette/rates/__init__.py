"""Official currency rates: sheets of central banks, checked, kept whole, and served with the banks' own digits.

sources/    the banks, one per file: how its sheet is fetched, and read
feeds/      what they share: the client that asks, calendars and zones, XML
ingestion/  a run, what is refused to come in at once, and the walk back through the past
judging/    what a sheet is worth beside the one before it: refused, held, changed. Pure
store/      the table: sheets, months, currencies, in one transaction
holds/      what an operator or a second bank decides about a rate
reading/    what the public gets of it, and nothing heavier than that takes
            (chart/: the picture of a currency)

Known to all of them: model.py (what a bank printed), bank.py (what is known of it), keys.py (what stands in the table),
rendering.py (fragments of JSON, made on write and joined on read), errors.py; of money iso4217.py and names.py.
"""
