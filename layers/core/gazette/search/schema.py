"""The fields of an index. A change of them needs another `FORMAT` in manifest.py, so that no former index is read.

key        id of the article, a dot, and the token of the part: unique in an index
filter     `category/<slug>`, `tag/<slug>`, `author/<slug>`
text       stems of everything that is searched: a word is found if it is here
form       its words as they are written, but folded, by which a word is completed or corrected
title      stems of single places, which only raise the score
dek
names      of authors, categories and tags
suggest    names of categories, tags and authors for the box (suggestions.py)
published  time of the first publication, in seconds since 1970
order      the same, and a number that differs between articles of one second
version    of the published text
position   of the article's card
body       the text of the body, packed, for snippets
words      where its words are (word_table.py)
"""

from functools import cache

import tantivy

STEMS, WHOLE = "whitespace", "raw"
"""Tantivy's tokenizers: what is indexed is stemmed already."""


@cache
def build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("key", "filter", "suggest"):
        builder.add_text_field(name, tokenizer_name=WHOLE, index_option="basic")
    builder.add_text_field("form", tokenizer_name=STEMS, index_option="basic")
    builder.add_text_field("text", tokenizer_name=STEMS, index_option="position")
    for name in ("title", "dek", "names"):
        builder.add_text_field(name, tokenizer_name=STEMS, index_option="freq")
    for name in ("published", "order", "version"):
        builder.add_unsigned_field(name, fast=True)
    for name in ("position", "body", "words"):
        builder.add_bytes_field(name, stored=True)
    return builder.build()
