"""What this site answers to: pages, and nothing else yet."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("api/", include("incidents.api.urls")),
    path("", include("incidents.web.urls")),
]
