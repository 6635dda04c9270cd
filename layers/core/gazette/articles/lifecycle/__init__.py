"""Rules of an article's changes: each function takes an article and returns its next version, or raises.

draft ── scheduled ── published ── withdrawn        articles of these statuses may be saved
  └────── binned ───────┘ (not from scheduled or published; purged after 30 days)

A draft may wait for an editor (`submitted_at`), which is no status: an author hands it in, an editor publishes or
returns it.
"""
