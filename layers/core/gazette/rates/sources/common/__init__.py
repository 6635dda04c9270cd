"""What banks have in common: the client that asks them, their calendars and zones, and XML."""
