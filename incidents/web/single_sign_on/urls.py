"""The addresses of signing in through a provider."""

from django.urls import path

from incidents.web.single_sign_on import coming_back, connecting, going

urlpatterns = [
    path("sign-in/provider", going.go, name="single-sign-on"),
    path("sign-in/provider/answer", coming_back.answer, name="single-sign-on-answer"),
    path("profile/provider", connecting.connect, name="single-sign-on-connect"),
]
