"""Reviewing a story: people are asked to, and comments are written on its parts.

Other packages import from here only.
"""

from incidents.domain.reviewing import comments
from incidents.domain.reviewing.requests import answer, ask, withdraw

__all__ = ["answer", "ask", "comments", "withdraw"]
