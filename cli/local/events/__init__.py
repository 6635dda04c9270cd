"""What wakes functions beside HTTP: streams, queues, the event bus and the clock."""
