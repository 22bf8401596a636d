"""What probes ask: whether the process lives (`/healthz`), and whether it can answer (`/readyz`)."""
