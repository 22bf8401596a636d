from django.db import models
from django.db.models.functions import Lower

from incidents.models.user import User


class Team(models.Model):
    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)
    members = models.ManyToManyField(User, related_name="teams", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="team_name_is_unique")]

    def __str__(self) -> str:
        return self.name
