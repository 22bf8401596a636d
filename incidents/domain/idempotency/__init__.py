"""Idempotency keys: a request that is sent again under its key is answered as the first time.

Other packages import from here only.
"""

from incidents.domain.idempotency.keeping import KEPT_FOR, SentRequest, answered, erase, forget, keep

__all__ = ["KEPT_FOR", "SentRequest", "answered", "erase", "forget", "keep"]
