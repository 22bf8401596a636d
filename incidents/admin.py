"""People, teams and words, looked after by administrators. Stories are written elsewhere and only shown."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest

from incidents.models import Incident, Synonym, Team, Term, User

# Rights come from a role; groups would be a second way to the same.
admin.site.unregister(Group)


@admin.register(User)
class PersonAdmin(UserAdmin):
    list_display = ["username", "display_name", "role", "is_active", "is_superuser", "last_login"]
    list_filter = ["role", "is_active", "is_superuser", "teams"]
    search_fields = ["username", "display_name", "email"]
    ordering = ["username"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": ["display_name", "email"]}),
        ("Rights", {"fields": ["role", "is_active", "is_staff", "is_superuser", "user_permissions"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = ["user_permissions"]


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name"]
    ordering = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    filter_horizontal = ["members"]


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


@admin.register(Incident)
class StoryAdmin(admin.ModelAdmin):
    """To read: a story changes by saving its document, which writes every table that follows from it."""

    list_display = ["ref", "title", "status", "visibility", "owner", "team", "modified_at"]
    list_filter = ["status", "visibility", "kind", "team"]
    list_select_related = ["owner", "team"]
    search_fields = ["ref", "title", "slug"]
    ordering = ["prefix", "number"]
    show_full_result_count = False
    fields = [
        *("ref", "title", "slug", "kind", "status", "visibility", "organisation", "owner", "team"),
        *("revision_number", "created_at", "modified_at", "published_at"),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
