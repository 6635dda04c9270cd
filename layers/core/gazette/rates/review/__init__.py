"""Reviews of held rates: an operator or a second bank holds and releases rates beside the guard.

cross_rate.py (what one bank's rate is by another's sheet) → cross_check.py (a second bank releases a held rate).
schemas.py is what staff send and see. The stored form is validation/overrides.py, its effect store/override.py.
"""
