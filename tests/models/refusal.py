from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import psycopg
import pytest
from django.db import IntegrityError, transaction


@contextmanager
def refused_by(constraint: str) -> Iterator[None]:
    """What happens inside breaks exactly this constraint of the database."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert cast("psycopg.Error", caught.value.__cause__).diag.constraint_name == constraint
