"""Mail: the server that is configured, and the outbox in front of it."""
