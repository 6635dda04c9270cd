"""Issues of the mailing lists: planned, sent page by page, and reported.

    schedule or alert ──▶ planning ──▶ pages in SQS ──▶ sending ──▶ report
                              stories, content, shards     one mark for each reader

model.py defines issues, stories.py and rates.py choose what an issue contains, planning.py opens it and makes its
pages, sending.py sends a page, supervision.py brings every issue to its end.
"""
