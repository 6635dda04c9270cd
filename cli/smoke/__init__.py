"""`gazette smoke`: tries a deployment as its readers and editors use it."""
