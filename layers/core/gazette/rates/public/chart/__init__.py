"""The chart of a currency as SVG, written without a plotting library.

A library takes longer to load than a whole public read, and does not support a reader's colour scheme.

step_line.py computes the steps of the line, axes.py the round values and the labelled days, drawing.py the picture.
"""
