"""Makes the first administrator and shows the password: `python -m kb.local.first_login`."""

import os
import secrets

import django
from django.utils.module_loading import import_string

from kb.local import prepared

PASSWORD_BYTES = 12


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
    django.setup()
    first_login = prepared.first_login()
    # By name, because tables may be imported only once Django is set up.
    create = import_string("incidents.domain.accounts.create_first_login")
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    if username := create(password=password):
        print(
            f"First login: {username}, password {password} (shown only this once; "
            f"./manage.py changepassword {username} sets another)",
            flush=True,
        )
    first_login.remember(first_login.state())


if __name__ == "__main__":
    main()
