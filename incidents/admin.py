"""Administration for emergencies: people, teams and terms. Only administrators come in."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from incidents import access
from incidents.domain.people import accounts, passwords, rights
from incidents.errors import NotPossible
from incidents.models import Incident, Membership, Synonym, Team, Term, User
from incidents.models.reader import Reader

RIGHTS = ("role", "is_service", "is_active")

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
    """Nobody changes rights of her own, deletes herself, or sets her own password without the old one."""

    list_display = ["username", "display_name", "role", "is_active", "last_login"]
    list_filter = ["role", "is_active", "is_service"]
    search_fields = ["username", "display_name", "email"]
    ordering = ["username"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": ["display_name", "email"]}),
        ("Rights", {"fields": RIGHTS}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    filter_horizontal = []

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed: bool = super().has_delete_permission(request, obj)
        return allowed and obj != request.user

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        may = access.may_change_role(who(request), obj)
        return ["last_login", "date_joined", *(() if may else RIGHTS)]

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """One's own is changed where the old one is asked for."""
        if id == str(request.user.pk):
            return redirect("password-change")
        with transaction.atomic():
            response = super().user_change_password(request, id, form_url)
            if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
                person = User.objects.get(pk=id)
                passwords.given(user=person, actor=who(request), now=timezone.now())
        return response

    def save_model(self, request: HttpRequest, obj: User, form: Form, change: bool) -> None:
        with _somebody_administers():
            before = User.objects.get_queryset().filter(pk=obj.pk).first()
            super().save_model(request, obj, form, change)
            rights.administered(
                person=obj,
                before=before,
                fields=form.changed_data,
                actor=who(request),
                at=timezone.now(),
            )

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        with _somebody_administers():
            super().delete_model(request, obj)
            rights.deleted(username=obj.username, actor=who(request), at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        with _somebody_administers():
            names = list(queryset.values_list("username", flat=True))
            super().delete_queryset(request, queryset)
            for name in names:
                rights.deleted(username=name, actor=who(request), at=timezone.now())


@contextmanager
def _somebody_administers() -> Iterator[None]:
    try:
        with accounts.keeping_an_administrator():
            yield
    except NotPossible as refused:
        raise PermissionDenied(refused.message) from None
    except ProtectedError:  # meanwhile there is an entry of the audit log, or something else of hers
        raise PermissionDenied("The account has left traces by now; close it instead.") from None


class ReadOnly(admin.options.BaseModelAdmin):
    """To read: changes have a page of their own, which checks and records them."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class MembershipInline(ReadOnly, admin.TabularInline):
    model = Membership


@admin.register(Team)
class TeamAdmin(ReadOnly, admin.ModelAdmin):
    """Members read what the team writes, so being one is a right: it is given on the team's page."""

    list_display = ["name", "slug"]
    search_fields = ["name"]
    ordering = ["name"]
    inlines = [MembershipInline]

    def view_on_site(self, obj: Team) -> str:
        return obj.get_absolute_url()


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
class StoryAdmin(ReadOnly, admin.ModelAdmin):
    """As far as one may read: a story changes by saving its document, which writes all its tables."""

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
