"""Searches the indexes. The Search function uses this room.

`local_index.py` keeps an index on the disk of the function, `query.py` reads what a visitor typed, `engine.py` finds
articles, `highlighting.py` and `snippets.py` show the words that were found, `suggestions.py` serves the box,
`results.py` makes responses.

Everything that knows Tantivy is behind the methods of `SearchEngine`; another engine, such as OpenSearch, would take
its place.
"""
