"""Signing in and out."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView

sign_in = LoginView.as_view(template_name="accounts/sign_in.html", redirect_authenticated_user=True)

# Somebody whose session has ended in the meantime is signed out, too: there is nothing to ask of them.
sign_out = login_not_required(LogoutView.as_view())
