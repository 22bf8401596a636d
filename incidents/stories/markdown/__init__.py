"""Reads a postmortem in Markdown into what a draft holds.

Other packages import from here only.
"""

from incidents.stories.markdown.postmortem import MOST_CHARACTERS, read

__all__ = ["MOST_CHARACTERS", "read"]
