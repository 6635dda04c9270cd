"""Figures of the mailing lists, for each day and list: one look at the whole table each night, as a job in steps.

counting.py counts items, job.py reads the table and stores the figures of each day as one item.
"""
