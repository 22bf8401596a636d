"""Sign-in through a provider of OpenID Connect: asking it, and what follows from its answer.

Other packages import from here only.
"""

from incidents.domain.single_sign_on import attempts, checking, provider
from incidents.domain.single_sign_on.arriving import Arrival, arrive
from incidents.domain.single_sign_on.connecting import connect, disconnect
from incidents.domain.single_sign_on.refusing import refused

__all__ = ["Arrival", "arrive", "attempts", "checking", "connect", "disconnect", "provider", "refused"]
