"""The chart of a currency: SVG that is written directly. A plotting library takes longer to load than a whole public
read, and has no support for a reader's colour scheme.

line.py (the steps of the line), axes.py (round values, labelled days) → drawing.py.
"""
