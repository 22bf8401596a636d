from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class AdministrationConfig(AdminConfig):
    default_site = "kb.administration.Administration"


class ServedFilesConfig(StaticFilesConfig):
    """Without the files of pages that are not shown here: compressing them takes seconds."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "redoc", "rest_framework"]
