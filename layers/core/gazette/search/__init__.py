"""Full-text search over the published articles, with one index for each language of the site.

`analysis.py` makes stems of texts, `schema.py` has the fields of an index, `manifest.py` says of which files an index
consists, `parts.py` packs and joins these files. `indexing/` writes indexes, `public/` searches them.
"""
