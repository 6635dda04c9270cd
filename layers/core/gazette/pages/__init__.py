"""The reader pages: HTML from the templates and assets of `web/` and the words of `gazette/words`."""
