"""People who may sign in, and what they prove who they are with.

Other packages import from here only.
"""

from incidents.domain.people import accounts, passwords, sessions, sign_in

__all__ = ["accounts", "passwords", "sessions", "sign_in"]
