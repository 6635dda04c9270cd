"""Who holds and releases rates beside the guard: an operator, and a second bank.

comparing.py (what one bank's rate is by another's sheet) → confirming.py (the second bank releases); model.py,
standing.py (what staff send and see). What is kept of it is judging/decisions.py, what it changes store/ruling.py.
"""
