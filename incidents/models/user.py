import re
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, F, Func, Q, TextChoices
from django.db.models.functions import Upper
from django.utils import timezone

PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
MOST_WORDS = 8
RESERVED_NAMES = frozenset({"audit", "audit.ndjson", "invitations", "mail", "services", "tokens"})
"""What pages below `/people/` are called, where each account has a page by its name."""


def words_of_names() -> Func:
    """What a person is found by, as a text search vector: the words of user name, name and e-mail address.

    A plain `Func`, so that a migration writes the expression out instead of importing it from here.
    """
    return Func(
        F("username"),
        F("display_name"),
        F("email"),
        # In the order of the alphabet, as migrations write it: another order is another expression to Django.
        arg_joiner=" || ' ' || ",
        output_field=SearchVectorField(),
        # Without punctuation: PostgreSQL takes `robin.quay@example.org` for one word.
        template="to_tsvector('simple', regexp_replace(%(expressions)s, '[!-/:-@[-`{-~]', ' ', 'g'))",
    )


def beginnings(text: str) -> SearchQuery | None:
    """The query for people of whose names each word of `text` begins one; None where it holds no word."""
    words = PUNCTUATION.sub(" ", text.replace("\0", " ")).split()[:MOST_WORDS]
    asked = " & ".join(f"'{word}':*" for word in words)
    return SearchQuery(asked, config="simple", search_type="raw") if asked else None


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def administrators(self) -> Self:
        """Those whose account is open."""
        return self.active().filter(role=User.Role.ADMINISTRATOR)

    def found_by(self, text: str) -> Self:
        """Those of whose names, user name and address each word of `text` begins a word."""
        query = beginnings(text)
        return self.alias(words=words_of_names()).filter(words=query) if query else self


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def active(self) -> UserQuerySet:
        return self.get_queryset().active()

    def administrators(self) -> UserQuerySet:
        return self.get_queryset().administrators()

    def create_user(
        self, username: str, email: str = "", password: str | None = None, **fields: Any
    ) -> "User":
        """Without a password nobody signs in with one."""
        user = User(username=User.normalize_username(username), email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, username: str, email: str = "", password: str | None = None, **fields: Any
    ) -> "User":
        return self.create_user(username, email, password, **fields | {"role": User.Role.ADMINISTRATOR})


class User(AbstractBaseUser):
    """An account of a person, or of a program. What it may do follows from its role alone."""

    class Role(TextChoices):
        READER = "reader", "Reader"
        AUTHOR = "author", "Author"
        EDITOR = "editor", "Editor"
        ADMINISTRATOR = "administrator", "Administrator"

    username = models.CharField(
        max_length=150,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "Somebody has that user name already; choose another one."},
        help_text="At most 150 letters, digits and @ . + - _",
    )
    email = models.EmailField("email address", blank=True)
    display_name = models.CharField(max_length=100, blank=True)
    role = models.CharField(max_length=13, choices=Role, default=Role.READER)
    is_service = models.BooleanField("account of a program", default=False)
    """A program has no password and no session; it comes with a token."""
    is_active = models.BooleanField(
        "open", default=True, help_text="Close an account instead of deleting it: its stories name it."
    )
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    objects = UserManager()

    class Meta:
        indexes = [
            GinIndex(words_of_names(), name="user_by_words"),
            models.Index(fields=["role", "username"], name="user_by_role"),
            models.Index(fields=["is_active", "username"], name="user_by_state"),
            models.Index(Upper("username"), name="user_by_name_in_any_case"),
            models.Index(Upper("email"), name="user_by_address"),
        ]
        constraints = [
            CheckConstraint(
                name="user_role_is_known",
                condition=Q(role__in=["reader", "author", "editor", "administrator"]),
            ),
            CheckConstraint(
                name="user_of_a_program_does_not_administer",
                condition=Q(is_service=False) | ~Q(role="administrator"),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def clean(self) -> None:
        """An account that was called so before a page was keeps its name."""
        super().clean()
        name = self.username.casefold()
        if name in RESERVED_NAMES and not User.objects.filter(pk=self.pk, username=self.username).exists():
            raise ValidationError(
                {"username": f"“{self.username}” is what a page of this site is called; choose another name."}
            )

    @property
    def is_administrator(self) -> bool:
        return self.role == self.Role.ADMINISTRATOR

    @property
    def is_editor(self) -> bool:
        return self.role in {self.Role.EDITOR, self.Role.ADMINISTRATOR}

    @property
    def is_staff(self) -> bool:
        """Whether Django's administration opens."""
        return self.is_administrator

    @property
    def is_superuser(self) -> bool:
        return self.is_administrator

    def has_perm(self, permission: str, row: object = None) -> bool:
        """Permissions of Django's administration: administrators have all, others have none."""
        return self.is_active and self.is_administrator

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_administrator
