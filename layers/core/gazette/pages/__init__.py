"""The reader pages: HTML from the templates, texts and assets of `web/`. Lean, and Jinja2."""
