"""Pages of lists: sections, tags, authors, and the archive."""
