"""Pictures: uploads, their renditions, their texts in each language, and the articles that show them."""
