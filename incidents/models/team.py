from typing import Self

from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse

from incidents.models.user import User


class TeamQuerySet(models.QuerySet["Team"]):
    def with_member(self, person: User) -> Self:
        return self.filter(memberships__user=person)

    def led_by(self, person: User) -> Self:
        return self.filter(memberships__user=person, memberships__is_lead=True)

    def called_like(self, text: str) -> Self:
        return self.filter(name__icontains=text) if text else self

    def with_number_of_members(self) -> Self:
        """As `size`; counted for the rows that are read, and not for all teams."""
        members = Membership.objects.filter(team=OuterRef("pk")).order_by().values("team")
        counted = Subquery(members.annotate(number=Count("pk")).values("number"))
        return self.annotate(size=Coalesce(counted, 0))


class Team(models.Model):
    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)
    members = models.ManyToManyField(User, related_name="teams", through="Membership", blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="team_name_is_unique")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("team", args=[self.slug])


class Membership(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    is_lead = models.BooleanField("lead", default=False, help_text="Leads say who is in the team.")
    from_groups = models.BooleanField(default=False)
    """Whether a group of the provider of single sign-on put her there, and takes her out again."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "user"], name="membership_of_a_team_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"
