"""The search index of articles, in the bucket of the stack, as a rebuild leaves it."""

from gazette.search.indexing.builder import build_part
from gazette.search.indexing.store import IndexStore
from gazette.search.manifest import Manifest


def put_index(bucket, s3, lang, articles):
    """Replace the index of a language by one of these public articles."""
    store = IndexStore(bucket, s3)
    before = store.read_manifest(lang)
    part = build_part(lang, {article["id"]: article for article in articles})
    store.put_part(lang, part.name, part.content)
    sequence = before.manifest.sequence + 1
    base = part.describe(sequence, is_base=True)
    store.replace_manifest(lang, before, Manifest(sequence, "2025-12-18T12:00:00Z", [base]))
