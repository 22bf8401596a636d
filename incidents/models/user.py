from django.contrib.auth.models import AbstractUser
from django.db.models import CharField, CheckConstraint, Q, TextChoices


class User(AbstractUser):
    class Role(TextChoices):
        MEMBER = "member", "Member"
        EDITOR = "editor", "Editor"

    role = CharField(max_length=10, choices=Role, default=Role.MEMBER)
    display_name = CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(name="user_role_is_known", condition=Q(role__in=["member", "editor"])),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    @property
    def is_editor(self) -> bool:
        return self.role == self.Role.EDITOR or self.is_superuser
