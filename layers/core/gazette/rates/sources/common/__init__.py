"""What several banks share: calendars, the time zone of Central Europe, XML."""
