"""Judged relevance of search: 300 short articles, 60 queries, and the answers that a reader wants.

The answers were written before anything was tuned. Persons, firms and the towns of the elections are invented.
"""
