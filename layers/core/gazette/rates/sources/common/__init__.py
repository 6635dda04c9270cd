"""Code that several banks share: calendars, dates, the time zone of Central Europe, XML."""
