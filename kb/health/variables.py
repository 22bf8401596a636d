"""Settings of what probes ask."""

from kb import env

LEAST_FREE_DISK = env.number(
    "SOUNDINGS_LEAST_FREE_DISK",
    "100",
    "MiB that have to be free for a machine to be ready; 0: any.",
    most=100_000_000,
)
