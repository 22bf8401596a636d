"""The addresses of what people do for themselves.

django-allauth finds pages by the names that have underscores; the other names are ours. It has more pages
than these, and they are not here.
"""

from django.urls import path, re_path

from incidents.web.accounts import invitation, password, profile, second_factor, sessions, sign_in, tokens
from incidents.web.accounts.passkeys import views as passkeys

LINK = r"^sign-in/password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)$"

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign-in"),
    path("sign-in", sign_in.sign_in, name="account_login"),
    path("sign-in/password", password.lost, name="password-lost"),
    re_path(LINK, password.new_password, name="account_reset_password_from_key"),
    path("invitation", invitation.invitation, name="invitation"),
    path("invitation/<str:secret>", invitation.open_link, name="invitation-link"),
    path("sign-in/code", second_factor.enter_code, name="mfa_authenticate"),
    path("sign-in/passkey", passkeys.sign_in_with, name="mfa_login_webauthn"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("profile", profile.profile, name="profile"),
    path("profile/password", password.password_change, name="password-change"),
    path("profile/confirm", second_factor.confirm_password, name="account_reauthenticate"),
    path("profile/confirm/code", second_factor.confirm_code, name="mfa_reauthenticate"),
    path("profile/second-factor", second_factor.second_factor, name="mfa_index"),
    path("profile/second-factor/app", second_factor.add_app, name="mfa_activate_totp"),
    path("profile/second-factor/app/remove", second_factor.remove_app, name="mfa_deactivate_totp"),
    path("profile/second-factor/codes", second_factor.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "profile/second-factor/codes/new",
        second_factor.new_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path("profile/confirm/passkey", passkeys.confirm, name="mfa_reauthenticate_webauthn"),
    path("profile/second-factor/passkeys/new", passkeys.add, name="mfa_add_webauthn"),
    path("profile/second-factor/passkeys/<int:pk>/name", passkeys.rename, name="mfa_edit_webauthn"),
    path("profile/second-factor/passkeys/<int:pk>/remove", passkeys.remove, name="mfa_remove_webauthn"),
    path("profile/sessions", sessions.sessions, name="sessions"),
    path("profile/tokens", tokens.own, name="tokens"),
    path("profile/tokens/made", tokens.made, name="token-made"),
    path("profile/tokens/<int:key>/revoke", tokens.revoke, name="token-revoke"),
]
