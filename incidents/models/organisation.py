from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse


class Organisation(models.Model):
    """Whose story it is, as the stories name it."""

    name = models.CharField(max_length=300)
    slug = models.SlugField(max_length=120, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="organisation_name_is_unique")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.slug])
