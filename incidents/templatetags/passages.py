from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from incidents.finding.passages import Passage

register = template.Library()


@register.filter
def marked(passage: Passage) -> SafeString:
    """A passage with what was searched for in `<mark>`; all of it is escaped."""
    return SafeString(
        "".join(
            format_html("<mark>{}</mark>", segment.text)
            if segment.marked
            else conditional_escape(segment.text)
            for segment in passage
        )
    )
