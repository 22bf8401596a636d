"""Settings of monitoring."""

from kb import env

SHORTEST_TOKEN = 24

METRICS_TOKEN = env.text(
    "SOUNDINGS_METRICS_TOKEN",
    "",
    "Bearer token with which monitoring reads /metrics; empty: there is no such page, and nothing counts.",
)
if METRICS_TOKEN and len(METRICS_TOKEN) < SHORTEST_TOKEN:
    env.FAULTS.append(
        f"SOUNDINGS_METRICS_TOKEN is shorter than {SHORTEST_TOKEN} characters; take openssl rand -hex 24."
    )
