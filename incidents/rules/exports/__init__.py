"""Exports of rules to the programs that run them: Prometheus, admission controllers, other linters."""
