"""What the local server keeps between its runs."""
