"""The addresses of what people are told."""

from django.urls import path

from incidents.web.news import pages

urlpatterns = [
    path("profile/news", pages.news, name="news"),
    path("profile/news/<int:key>", pages.follow, name="news-item"),
]
