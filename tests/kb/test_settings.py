"""Settings are read once when a process starts, so each test starts one."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "SOUNDINGS_PRODUCTION": "on",
    "SOUNDINGS_HOSTS": "soundings.example",
    "SOUNDINGS_URL": "https://soundings.example",
    "DATABASE_URL": "postgresql://soundings@database.example/soundings",
    "SECRET_KEY": "made-up-for-the-tests-of-the-settings-" + "0123456789" * 3,
}
READ_KEY = "from django.conf import settings; print(settings.SECRET_KEY)"


def start(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Python with only `variables` in its environment; nothing of this test run leaks in."""
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "kb.settings", **variables}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in PRODUCTION.items() if key != name}


def test_production_names_every_fault_at_once(tmp_path):
    done = start(
        "-c", READ_KEY, SOUNDINGS_PRODUCTION="on", SOUNDINGS_DEBUG="on", SOUNDINGS_VAR=str(tmp_path / "var")
    )
    assert done.returncode != 0
    for name in ("SOUNDINGS_DEBUG", "SECRET_KEY", "DATABASE_URL", "SOUNDINGS_HOSTS", "SOUNDINGS_URL"):
        assert f"- {name} " in done.stderr
    assert not (tmp_path / "var").exists(), "A refused start must not make up a key."


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "SOUNDINGS_HOSTS", "SOUNDINGS_URL"])
def test_production_refuses_to_start_without(name):
    done = start("-c", READ_KEY, **without(name))
    assert done.returncode != 0
    faults = [line for line in done.stderr.splitlines() if line.startswith("- ")]
    assert len(faults) == 1
    assert faults[0].startswith(f"- {name} ")


def test_production_refuses_a_short_key():
    done = start("-c", READ_KEY, **(PRODUCTION | {"SECRET_KEY": "short"}))
    assert done.returncode != 0
    assert "SECRET_KEY is missing or shorter than 50 characters" in done.stderr
    assert "'short'" not in done.stderr


def test_production_passes_the_deployment_check():
    done = start("-m", "django", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_production_keeps_cookies_and_pages_on_tls():
    show = """
from django.conf import settings
print(settings.SECURE_SSL_REDIRECT, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE)
"""
    assert start("-c", show, **PRODUCTION).stdout.split() == ["True", "True", "True"]


def test_a_local_folder_gets_a_key_only_its_owner_reads(tmp_path):
    first = start("-c", READ_KEY, SOUNDINGS_VAR=str(tmp_path / "var"))
    key = tmp_path / "var" / "secret_key"
    assert first.returncode == 0, first.stderr
    assert first.stdout.strip() == key.read_text()
    assert len(key.read_text()) >= 50
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_local_folder_keeps_its_key(tmp_path):
    runs = [start("-c", READ_KEY, SOUNDINGS_VAR=str(tmp_path)).stdout for _ in range(2)]
    assert runs[0] == runs[1] != ""


def test_a_wrong_word_in_a_flag_is_named():
    done = start("-c", READ_KEY, SOUNDINGS_PRODUCTION="maybe")
    assert "SOUNDINGS_PRODUCTION is 'maybe'; write one of" in done.stderr


def test_whoever_has_to_have_a_second_factor_is_one_of_four():
    show = "from django.conf import settings; print(settings.REQUIRE_SECOND_FACTOR)"
    assert start("-c", show, **PRODUCTION).stdout.split() == ["nobody"]
    name = "SOUNDINGS_REQUIRE_SECOND_FACTOR"
    assert start("-c", show, **PRODUCTION, **{name: "Editors"}).stdout.split() == ["editors"]
    refused = start("-c", show, **PRODUCTION, **{name: "on"})
    assert refused.returncode != 0
    assert f"{name} is 'on'; write one of: nobody, administrators, editors, everybody." in refused.stderr


def test_a_wrong_rate_is_named():
    done = start("-c", READ_KEY, **PRODUCTION, SOUNDINGS_RATE_ANONYMOUS="often")
    assert done.returncode != 0
    assert "SOUNDINGS_RATE_ANONYMOUS is 'often'; write such as 60/minute" in done.stderr


@pytest.mark.parametrize("prefix", ["ops", "8K", "ABCDEFGHIJK", "", "K8-S", "M", "A", "S"])
def test_a_prefix_no_story_can_have_is_refused(prefix):
    done = start("-c", READ_KEY, **PRODUCTION, SOUNDINGS_STORY_PREFIX=prefix)
    assert done.returncode != 0
    assert f"- SOUNDINGS_STORY_PREFIX is {prefix!r}" in done.stderr
    assert "such as K8S." in done.stderr


def test_faults_of_every_kind_are_reported_at_once(tmp_path):
    wrong = {
        "PORT": "eighty",
        "SOUNDINGS_PUBLIC_READING": "perhaps",
        "SOUNDINGS_RATE_ANONYMOUS": "often",
        "SOUNDINGS_STORY_PREFIX": "ops",
        "SOUNDINGS_URL": "soundings.example",
        "SOUNDINGS_HOSTS": ",",
        "DATABASE_URL": "mysql://admin:secret@db.example/soundings",
    }
    done = start("-c", READ_KEY, SOUNDINGS_VAR=str(tmp_path / "var"), **wrong)
    faults = [line for line in done.stderr.splitlines() if line.startswith("- ")]
    assert [fault.split()[1] for fault in sorted(faults)] == sorted(wrong)
    assert "secret" not in done.stderr
    assert not (tmp_path / "var").exists(), "A refused start must not make up a key."


def test_a_command_tells_faults_without_a_traceback(tmp_path):
    done = start("manage.py", "showmigrations", SOUNDINGS_VAR=str(tmp_path / "var"), PORT="eighty")
    assert done.returncode == 1
    assert "- PORT is 'eighty'" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_concerns_a_whole_domain_is_a_choice():
    show = """
from django.conf import settings
print(settings.SECURE_HSTS_INCLUDE_SUBDOMAINS, settings.SECURE_HSTS_PRELOAD)
"""
    chosen = {"SOUNDINGS_HSTS_SUBDOMAINS": "on", "SOUNDINGS_HSTS_PRELOAD": "on"}
    assert start("-c", show, **PRODUCTION).stdout.split() == ["False", "False"]
    assert start("-c", show, **PRODUCTION, **chosen).stdout.split() == ["True", "True"]
    refused = start("-c", show, **PRODUCTION, SOUNDINGS_HSTS_PRELOAD="on")
    assert "preloading takes both" in refused.stderr


def test_cookies_of_production_are_of_this_host_alone():
    show = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)"
    names = start("-c", show, **PRODUCTION).stdout.split()
    assert names == ["__Host-sessionid", "__Host-csrftoken"]


PROVIDER = {
    "SOUNDINGS_OIDC_ISSUER": "https://login.example.org",
    "SOUNDINGS_OIDC_CLIENT_ID": "soundings",
    "SOUNDINGS_OIDC_CLIENT_SECRET": "secret-of-the-client",
}
SHOW_PROVIDER = """
from django.conf import settings
site = settings.SINGLE_SIGN_ON
print(site and (site.roles.pairs, site.teams.pairs, site.name, sorted(site.domains)))
"""


def test_there_is_no_provider_until_one_is_configured():
    assert start("-c", SHOW_PROVIDER, **PRODUCTION).stdout.strip() == "None"


def test_groups_may_be_called_anything():
    done = start(
        "-c",
        SHOW_PROVIDER,
        **PRODUCTION,
        **PROVIDER,
        SOUNDINGS_OIDC_ROLES="CN=SRE, OU=Ops=editor; /ops/leads = administrator;",
        SOUNDINGS_OIDC_TEAMS="sre=harbour; sre=the-watch",
        SOUNDINGS_OIDC_DOMAINS="Example.org, example.net",
    )
    roles = "(('CN=SRE, OU=Ops', 'editor'), ('/ops/leads', 'administrator'))"
    teams = "(('sre', 'harbour'), ('sre', 'the-watch'))"
    assert done.stdout.strip() == f"({roles}, {teams}, 'single sign-on', ['example.net', 'example.org'])"


def test_half_a_provider_is_refused_with_every_fault():
    wrong = {
        "SOUNDINGS_OIDC_ISSUER": "http://login.example.org",
        "SOUNDINGS_OIDC_NAME": "x" * 41,
        "SOUNDINGS_OIDC_SCOPES": "email",
        "SOUNDINGS_OIDC_ROLES": "sre=captain; =editor",
        "SOUNDINGS_OIDC_TEAMS": "sre=the harbour",
        "SOUNDINGS_OIDC_DOMAINS": "robin@example.org",
    }
    done = start("-c", SHOW_PROVIDER, **PRODUCTION, **wrong)
    faults = [line.split()[1] for line in done.stderr.splitlines() if line.startswith("- ")]
    missing = ["SOUNDINGS_OIDC_CLIENT_ID", "SOUNDINGS_OIDC_CLIENT_SECRET"]
    assert sorted(faults) == sorted([*wrong, *missing, "SOUNDINGS_OIDC_ROLES"])
    assert "write one of: reader, author, editor, administrator" in done.stderr


@pytest.mark.parametrize(
    ("more", "leads_to"), [({}, ["'self'"]), (PROVIDER, ["'self'", "https://login.example.org"])]
)
def test_a_form_may_lead_by_way_of_the_provider(more, leads_to):
    show = (
        "from django.conf import settings as s; print(s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
    )
    assert start("-c", show, **PRODUCTION, **more).stdout.strip() == str(leads_to)
