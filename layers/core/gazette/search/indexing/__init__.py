"""Writes the indexes. The Index function uses this room.

`documents.py` makes documents of articles, `store.py` has the files in S3, `builder.py` writes parts, `index_writer.py`
adds them to an index, `jobs.py` has the jobs that rebuild and compact indexes.
"""
