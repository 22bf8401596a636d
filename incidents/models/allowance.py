from django.db import models


class Allowance(models.Model):
    """What one client has used of its quota. A row is worth nothing once all is there again.

    Counted by one statement, so that concurrent processes cannot exceed it. The table is
    not logged: after a crash everybody starts anew, and a request waits for no disk.
    """

    client = models.CharField(max_length=64, primary_key=True)
    """Stands for a person, or for an address without saying which."""
    full_at = models.DateTimeField()
    """When all of it is there again, if nothing more is asked."""
    refused = models.BooleanField(db_default=False)
    """Whether the last request was too much."""

    def __str__(self) -> str:
        return f"{self.client}, whole at {self.full_at:%Y-%m-%d %H:%M:%S}"
