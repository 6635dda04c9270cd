"""Who holds and releases rates beside the guard: an operator, and a second bank.

decisions.py (what is kept of it, and how long it counts), model.py (what staff send and see), confirming.py (the
second bank).
"""
