"""The preparation of database and static files before a start: `python -m kb.local.preparation`.

With `first-login` it makes the first administrator instead: the last step, when everything works.
"""

import os
import secrets
import sys

import django
from django.core.management import CommandError, call_command
from django.utils.module_loading import import_string

from kb.local import prepared

FIRST_LOGIN = "first-login"
PASSWORD_BYTES = 12


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
    django.setup()
    if arguments == [FIRST_LOGIN]:
        make_first_login()
    else:
        prepare()


def prepare() -> None:
    database = prepared.database()
    state = database.state()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    collect_static_files()
    if load_catalogue():
        database.remember(state)
    build_index()


def collect_static_files() -> None:
    static_files = prepared.static_files()
    if static_files.is_current():
        return
    state = static_files.state()
    call_command("collectstatic", interactive=False, verbosity=0)
    static_files.remember(state)


def build_index() -> None:
    try:
        call_command("check_index", verbosity=0)
    except CommandError as error:  # searching builds it, or says what is wrong
        print(error, file=sys.stderr, flush=True)


def load_catalogue() -> bool:
    """Whether all of it could be loaded. What is left out does not keep the rest from starting."""
    try:
        call_command("load_catalogue")
    except CommandError as error:
        print(
            f"The catalogue is incomplete, and the next start tries again. {error}",
            file=sys.stderr,
            flush=True,
        )
        return False
    return True


def make_first_login() -> None:
    """Shows the password, which is kept nowhere. Where there is somebody already, nobody is made."""
    first_login = prepared.first_login()
    # By name, because tables may be imported only once Django is set up.
    create = import_string("incidents.domain.people.accounts.create_first_login")
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    if username := create(password=password):
        print(
            f"First login: {username}, password {password} (shown only this once; "
            f"./manage.py changepassword {username} sets another)",
            flush=True,
        )
    first_login.remember(first_login.state())


if __name__ == "__main__":
    main(sys.argv[1:])
