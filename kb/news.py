"""Settings of what people are told."""

from kb import env

DIGEST_HOUR = env.number(
    "SOUNDINGS_DIGEST_HOUR", "7", "Hour (UTC) at which the daily mail with news goes out.", most=23
)
DAYS = env.number(
    "SOUNDINGS_NEWS_DAYS", "90", "Days that news is kept once it was read; 0: for ever.", most=36_500
)
