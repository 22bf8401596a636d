"""What people are told: on their page, and by mail as they have chosen.

Other packages import from here only.
"""

from incidents.domain.notifications import kinds, mailing, preferences, reading, reminding, unsubscribing
from incidents.domain.notifications.kinds import NotificationKind
from incidents.domain.notifications.notify import notify
from incidents.domain.notifications.reading import NewsItem, NewsPage
from incidents.domain.notifications.unsubscribing import Unsubscription

__all__ = [
    "NewsItem",
    "NewsPage",
    "NotificationKind",
    "Unsubscription",
    "kinds",
    "mailing",
    "notify",
    "preferences",
    "reading",
    "reminding",
    "unsubscribing",
]
