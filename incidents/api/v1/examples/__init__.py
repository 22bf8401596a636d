"""One example of every operation: a request, and what it answers, shortened."""
