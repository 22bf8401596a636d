"""The addresses of what people do for themselves.

django-allauth finds pages by the names that have underscores; the other names are ours. It has more pages
than these, and they are not here.
"""

from django.urls import path, re_path

from incidents.web.accounts import password, profile, sessions, sign_in

LINK = r"^sign-in/password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)$"

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign-in"),
    path("sign-in", sign_in.sign_in, name="account_login"),
    path("sign-in/password", password.lost, name="password-lost"),
    re_path(LINK, password.new_password, name="account_reset_password_from_key"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("profile", profile.profile, name="profile"),
    path("profile/password", password.password_change, name="password-change"),
    path("profile/sessions", sessions.sessions, name="sessions"),
]
