"""The search page. Only the Search function has it: the engine is in its own package."""
