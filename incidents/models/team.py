from django.db import models
from django.db.models.functions import Lower

from incidents.models.user import User


class Team(models.Model):
    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)
    members = models.ManyToManyField(User, related_name="teams", through="Membership", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="team_name_is_unique")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    is_lead = models.BooleanField("lead", default=False, help_text="Leads say who is in the team.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "user"], name="membership_of_a_team_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"
