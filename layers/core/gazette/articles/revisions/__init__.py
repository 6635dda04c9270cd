"""Earlier versions of an article: what differs between two of them."""
