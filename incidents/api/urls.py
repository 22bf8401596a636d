from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from incidents.api import documentation, errors

urlpatterns = [
    path("", documentation.DocumentationView.as_view(), name="api-documentation"),
    path("start", documentation.StartView.as_view(), name="api-start"),
    path("problems", documentation.ProblemsView.as_view(), name="api-problems"),
    # Whoever asks a machine's interface gets a machine's answer, not a page that asks to sign in.
    re_path("", csrf_exempt(login_not_required(errors.unknown_address)), name="api-unknown"),
]
