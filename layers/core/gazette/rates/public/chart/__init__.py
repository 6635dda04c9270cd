"""A currency over time as a picture: SVG that is written by hand. A plotting library takes longer to load than all that
a public read does, and knows nothing of a reader's colour scheme. Lean.

line.py (what is drawn, thinned), axes.py (round values and days), words.py (the languages) → drawing.py.
"""
