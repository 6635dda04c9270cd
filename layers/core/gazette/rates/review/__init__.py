"""Review of held rates. Staff can hold or release a rate; a second bank can release it.

cross_rate.py   computes a bank's rate from another bank's sheet
cross_check.py  releases a held rate if a second bank confirms it
schemas.py      what staff send and see

validation/overrides.py has the stored form of an override, store/apply_override.py its effect on a sheet.
"""
