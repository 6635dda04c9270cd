"""What a sheet is worth beside the one before it. Pure."""
