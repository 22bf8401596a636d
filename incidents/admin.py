"""Administration of people, teams and terms. Stories are shown, and changed elsewhere."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.forms import Form, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from incidents import access
from incidents.domain import accounts
from incidents.errors import NotPossible
from incidents.models import Incident, Synonym, Team, Term, User
from incidents.models.reader import Reader

RIGHTS = ("role", "is_active", "is_staff", "is_superuser", "user_permissions")

# Rights come from a role; groups would be a second way to the same.
admin.site.unregister(Group)


def who(request: HttpRequest) -> User:
    """The administration admits signed-in people only."""
    if not isinstance(request.user, User):
        raise PermissionDenied("Sign in first.")
    return request.user


class CountedDeletion(admin.ModelAdmin):
    """Asks before deleting with numbers, not with names: among what hangs on it may be stories for few."""

    def get_deleted_objects(
        self, objs: Iterable[Model], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        _, counts, needed, protected = super().get_deleted_objects(list(objs), request)
        listed = [f"{count} {kind}" for kind, count in counts.items()]
        return listed, counts, needed, [f"{len(protected)} records of stories"] if protected else []


@admin.register(User)
class PersonAdmin(CountedDeletion, UserAdmin):
    """Staff who are no superusers change no rights, and no account that has more rights than their own."""

    list_display = ["username", "display_name", "role", "is_active", "is_superuser", "last_login"]
    list_filter = ["role", "is_active", "is_superuser", "teams"]
    search_fields = ["username", "display_name", "email"]
    ordering = ["username"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": ["display_name", "email"]}),
        ("Rights", {"fields": RIGHTS}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    filter_horizontal = ["user_permissions"]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed: bool = super().has_change_permission(request, obj)
        return allowed and (obj is None or access.may_change_account(who(request), obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed: bool = super().has_delete_permission(request, obj)
        itself = obj is not None and obj == request.user
        return allowed and not itself and (obj is None or access.may_change_account(who(request), obj))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        may = access.may_change_rights(who(request), obj)
        return ["last_login", "date_joined", *(() if may else RIGHTS)]

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """One's own is changed where the old one is asked for."""
        if id == str(request.user.pk):
            return redirect("password-change")
        return super().user_change_password(request, id, form_url)

    def save_model(self, request: HttpRequest, obj: User, form: Form, change: bool) -> None:
        with _somebody_administers():
            super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        with _somebody_administers():
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        with _somebody_administers():
            super().delete_queryset(request, queryset)


@contextmanager
def _somebody_administers() -> Iterator[None]:
    try:
        with accounts.keeping_an_administrator():
            yield
    except NotPossible as refused:
        raise PermissionDenied(refused.message) from None


class TeamForm(ModelForm):
    actor: User

    def clean_members(self) -> Iterable[User]:
        members: QuerySet[User] = self.cleaned_data["members"]
        was = self.instance.pk is not None and self.instance.members.filter(pk=self.actor.pk).exists()
        if was != (self.actor in members) and not self.actor.is_superuser:
            raise ValidationError("You cannot put yourself into a team or take yourself out; others can.")
        return members


@admin.register(Team)
class TeamAdmin(CountedDeletion):
    """Members read what the team writes, so being one is a right."""

    form = TeamForm
    list_display = ["name", "slug"]
    search_fields = ["name"]
    ordering = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    filter_horizontal = ["members"]

    def get_form(
        self, request: HttpRequest, obj: Team | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        form = type("TeamFormOfActor", (TeamForm,), {"actor": who(request)})
        return super().get_form(request, obj, change, form=form, **kwargs)


class SynonymInline(admin.TabularInline):
    model = Synonym
    extra = 1


@admin.register(Term)
class TermAdmin(admin.ModelAdmin):
    """What stories are classified with keeps its name and stays: they point at it by that name."""

    list_display = ["label", "facet", "slug", "group"]
    list_filter = ["facet"]
    search_fields = ["label", "slug", "description", "synonyms__text"]
    ordering = ["facet", "position"]
    inlines = [SynonymInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Term | None = None) -> list[str]:
        return ["facet", "slug"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def view_on_site(self, obj: Term) -> str:
        return obj.get_absolute_url()


@admin.register(Incident)
class StoryAdmin(admin.ModelAdmin):
    """To read, as far as one may: a story changes by saving its document, which writes all its tables."""

    list_display = ["ref", "title", "status", "visibility", "owner", "team", "modified_at"]
    list_filter = ["status", "visibility", "kind", ("team", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["owner", "team"]
    search_fields = ["ref", "title", "slug"]
    ordering = ["prefix", "number"]
    show_full_result_count = False
    fields = [
        *("ref", "title", "slug", "kind", "status", "visibility", "organisation", "owner", "team"),
        *("revision_number", "created_at", "modified_at", "published_at"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Incident]:
        return Incident.objects.visible_to(Reader.of(request.user)).order_by(*self.ordering)

    def view_on_site(self, obj: Incident) -> str:
        return obj.get_absolute_url()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
