"""Who holds and releases rates beside the guard: an operator, and a second bank.

decisions.py (what is kept of it, and how long it counts), ruling.py (what one more makes of a sheet), comparing.py,
confirming.py (the second bank), model.py, standing.py (what staff send and see).
"""
