"""The API about itself: its document, its documentation page, its index."""
