"""Reviewing a story: people are asked to, comment on its parts, and approve of it or ask for changes.

Other packages import from here only.
"""

from incidents.domain.reviewing import comments, verdicts
from incidents.domain.reviewing.requests import answer, ask, withdraw

__all__ = ["answer", "ask", "comments", "verdicts", "withdraw"]
