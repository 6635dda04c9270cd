"""What a public read costs, cold and warm, beside other ways to write the same function. `make bench` runs it."""
