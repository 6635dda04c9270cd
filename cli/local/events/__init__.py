"""Event sources of functions other than HTTP: streams, queues, the event bus and schedules."""
