"""What people are told: on their page, and by mail as they have chosen.

Other packages import from here only.
"""

from incidents.domain.notifications import kinds, preferences, reading
from incidents.domain.notifications.kinds import NotificationKind
from incidents.domain.notifications.notify import notify
from incidents.domain.notifications.reading import NewsItem, NewsPage

__all__ = ["NewsItem", "NewsPage", "NotificationKind", "kinds", "notify", "preferences", "reading"]
