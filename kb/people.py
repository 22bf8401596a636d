"""Settings of people: what new accounts may do, what signing in and publishing ask for, what is told."""

from datetime import timedelta

from kb import env

NEW_ACCOUNTS = env.choice(
    "SOUNDINGS_NEW_ACCOUNTS",
    "reader",
    "Role of a new account where nothing else says one.",
    among=("reader", "author"),
)
REQUIRE_SECOND_FACTOR = env.choice(
    "SOUNDINGS_REQUIRE_SECOND_FACTOR",
    "nobody",
    "Who has to have a second factor; editors: administrators, too.",
    among=("nobody", "administrators", "editors", "everybody"),
)
SESSION_IDLE = timedelta(
    hours=env.number(
        "SOUNDINGS_SESSION_IDLE", "168", "Hours without use after which a session ends.", least=1, most=8_760
    )
)
SESSION_ABSOLUTE = timedelta(
    hours=env.number(
        "SOUNDINGS_SESSION_ABSOLUTE", "720", "Hours after which a session ends.", least=1, most=8_760
    )
)
LINK_MINUTES = env.number(
    "SOUNDINGS_LINK_MINUTES", "60", "Minutes for which a link to a new password works.", least=5, most=10_080
)
APPROVALS_WANTED = env.number(
    "SOUNDINGS_APPROVALS", "0", "Approvals of others that a story needs before it is published.", most=20
)
OWN_APPROVAL_COUNTS = env.flag(
    "SOUNDINGS_OWN_APPROVAL_COUNTS", "off", "Whether an approval by the owner or the author counts."
)
DIGEST_HOUR = env.number(
    "SOUNDINGS_DIGEST_HOUR", "7", "Hour (UTC) at which the daily mail with news goes out.", most=23
)
NEWS_DAYS = env.number(
    "SOUNDINGS_NEWS_DAYS", "90", "Days that news is kept once it was read; 0: for ever.", most=36_500
)
