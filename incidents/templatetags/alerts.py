"""Messages of alerts, for people who read them before anything fires."""

import re

from django import template

register = template.Library()

FILLED_IN = re.compile(r"\{\{\s*\$(?:labels\.)?(\w+)[^{}]*\}\}")
"""What Prometheus writes a label or the value in place of."""


@register.filter
def named(message: str) -> str:
    """`{{ $labels.job_name }}` stands as <job name>; every other text is left as it is."""
    return FILLED_IN.sub(lambda found: f"<{found[1].replace('_', ' ')}>", message)
