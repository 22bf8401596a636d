"""A rule as YAML."""

from incidents import yamlwriting
from incidents.rules.record import Rule


def to_yaml(rule: Rule) -> str:
    return yamlwriting.to_yaml(rule)
