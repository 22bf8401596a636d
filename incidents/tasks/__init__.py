"""What Celery runs. One module a noun; each task finds its rows and makes one domain call."""

from incidents.tasks import accounts, limits, mail, search, stories

__all__ = ["accounts", "limits", "mail", "search", "stories"]
