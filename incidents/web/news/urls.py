"""The addresses of what people are told."""

from django.urls import path

from incidents.web.news import pages, preferences, unsubscribing

urlpatterns = [
    path("profile/news", pages.news, name="news"),
    path("profile/news/<int:key>", pages.follow, name="news-item"),
    path("profile/notifications", preferences.preferences, name="notification-preferences"),
    path("news/off/<str:signed>", unsubscribing.off, name="news-off"),
]
