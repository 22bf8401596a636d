"""The user name of an account that the provider's word makes."""

import re
from itertools import count

from django.core.exceptions import ValidationError

from incidents.models import User
from incidents.openid import Claims

NOT_OF_A_NAME = re.compile(r"[^\w.@+-]+")
LONGEST = 140
"""Characters before a number, for which there is room then."""


def free_username(claims: Claims) -> str:
    """What the provider calls the person, as far as it is free and may be a name here; else with a number."""
    local = claims.email.partition("@")[0]
    for said in (claims.text("preferred_username"), local, claims.text("name")):
        if stem := NOT_OF_A_NAME.sub("-", User.normalize_username(said)).strip("-.@+")[:LONGEST]:
            break
    else:
        stem = "person"
    names = (stem, *(f"{stem}-{number}" for number in range(2, 100)))
    taken = {name.casefold() for name in _like(stem)}
    free = (name for name in names if name.casefold() not in taken and _may_be_name(name))
    if found := next(free, ""):
        return found
    return next(name for number in count(100) if (name := f"{stem}-{number}").casefold() not in taken)


def _like(stem: str) -> list[str]:
    return list(User.objects.filter(username__istartswith=stem).values_list("username", flat=True))


def _may_be_name(name: str) -> bool:
    """Some names are those of pages."""
    user = User(username=name)
    try:
        user.clean_fields(exclude=["password", "email", "role", "display_name"])
        user.clean()
    except ValidationError:
        return False
    return True
