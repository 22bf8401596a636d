"""The addresses that are not asked for hidden stories, by the name of their URL, and why."""

NOT_ASKED = {
    **dict.fromkeys(
        (
            "story-restore",
            "draft-restore",
            "rule-restore",
            "api-v1:lint",
            "api-v1:match",
            "api-v1:resolve-batch",
            "api-v1:story-actions",
            "api-v1:action-do",
            "api-v1:alertmanager",
            "api-v1:sightings",
        ),
        "takes no GET; what it answers follows from the rules that run, as the exports do",
    ),
    **dict.fromkeys(
        ("draft", "draft-paste", "draft-preview", "draft-yaml", "draft-update"),
        "is for the author of the draft alone, see tests/web/writing",
    ),
    "rule-new": "says the next free reference, which counts rules that are hidden",
    **dict.fromkeys(
        (
            *(
                "match",
                "about",
                "robots",
                "llms",
                "favicon",
                "sign-in",
                "sign-out",
                "password-change",
            ),
            *("match", "about", "robots", "favicon", "sign-in", "sign-out", "password-change"),
            *("mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp"),
            *(
                "mfa_view_recovery_codes",
                "mfa_generate_recovery_codes",
                "mfa_index",
                "mfa_login_webauthn",
                "mfa_reauthenticate_webauthn",
                "mfa_add_webauthn",
                "mfa_edit_webauthn",
                "mfa_remove_webauthn",
                "account_reauthenticate",
            ),
            *("account_login", "password-lost", "account_reset_password_from_key", "sessions"),
            *("single-sign-on", "single-sign-on-answer", "single-sign-on-connect"),
            *("api-documentation", "api-problems", "api-unknown", "api-v1:openapi", "api-v1:rule-schema"),
            *("api-v1:story-schema", "api-v1:configuration-schema", "api-start", "api-v1:check"),
        ),
        "says the same whatever stories there are",
    ),
    **dict.fromkeys(
        (
            "invitation",
            "invitation-link",
            "invitations",
            "invitation-made",
            "invitation-revoke",
            "invitation-renew",
        ),
        "about people and teams, and says nothing of stories",
    ),
    **dict.fromkeys(
        ("tokens", "token-made", "token-revoke", "services", "service", "service-close", "people-tokens"),
        "about tokens and programs, and says nothing of stories",
    ),
    **dict.fromkeys(("mail", "mail-read"), "for administrators; says to whom mails went, nothing of stories"),
    **dict.fromkeys(
        ("feeds", "feed", "feed-run", "feed-run-csv"),
        "for editors; says what lists of others hold, and is matched with what every editor may see alone",
    ),
    **dict.fromkeys(("people", "person"), "for administrators, who are told how many stories somebody owns"),
    **dict.fromkeys(("teams", "team"), "lists people; how many stories a team has, administrators are told"),
    **dict.fromkeys(
        ("audit", "audit-ndjson"),
        "for administrators, who are told what was done to any story, by its reference alone",
    ),
    **dict.fromkeys(
        ("news", "news-item", "api-v1:news"),
        "tells what one was told, of stories that one may see: tests/domain/notifications/test_reading.py",
    ),
    **dict.fromkeys(
        ("notification-preferences", "news-off"), "names kinds of news, and says nothing of stories"
    ),
    "profile": "lists the stories of the one who asks",
    "admin:index": "lists stories by visible_to alone: tests/web/test_admin_rights.py",
}
