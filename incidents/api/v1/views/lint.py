"""Manifests against the rules. Nothing that is sent is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from incidents.api import caching
from incidents.api.problems import Fault
from incidents.api.renderers import Json, Sarif
from incidents.api.v1 import bodies, openapi
from incidents.api.v1.judging import JudgingView
from incidents.api.v1.parameters import Parameters
from incidents.domain import detection, judging
from incidents.rules.linting import File
from incidents.rules.record import LEVELS, Level
from incidents.rules.reports import plain, sarif

FIELDS = ("files", "before", "level")
FILE_FIELDS = ("path", "content")
MOST_FILES = 1000
NAME = "manifest.yaml"
SENT = {
    "application/yaml": {"type": "string"},
    "application/json": {
        "type": "object",
        "properties": {
            "files": {"type": "array", "items": {"type": "object", "required": ["content"]}},
            "before": {"type": "array", "items": {"type": "object", "required": ["content"]}},
            "level": {"type": "string", "enum": list(LEVELS)},
        },
    },
}


@dataclass(frozen=True)
class Asked:
    files: list[File]
    before: list[File]
    level: Level


class LintView(JudgingView):
    renderer_classes = [Json, Sarif]

    @extend_schema(
        operation_id="lint",
        request=SENT,
        parameters=[
            openapi.asked("level", "The least to tell; `medium` by default.", enum=LEVELS),
            openapi.RETRY_AFTER,
        ],
        responses=openapi.judged("application/json", "application/sarif+json"),
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Findings in manifests: YAML or JSON as the body, or `{"files": [{"path", "content"}]}`.

        `before` holds the files as they were, for the rules that compare. What could not be judged is listed,
        and so is what was left when the time for one request was over.
        """
        asked = _asked(request)
        current = detection.current(request.user)
        report = current.linter.lint(
            asked.files, level=asked.level, before=asked.before, patience=judging.patience()
        )
        told = sarif if request.accepted_renderer.format == "sarif" else plain
        response = Response(msgspec.json.encode(told.of(report, current.bundle)))
        response["Cache-Control"] = caching.NOWHERE
        return response


def _asked(request: Request) -> Asked:
    given = Parameters(request.query_params, ("level",))
    level: Any = given.choice("level", LEVELS, "medium")
    given.check()
    data = bodies.of(request)
    # Whatever it says it is: files that are read as one manifest would be an all clear.
    value = bodies.json_of(data) if bodies.is_json(request) else bodies.json_if_any(data)
    if isinstance(value, dict) and not value.keys() & {"kind", "apiVersion"}:
        return _of_json(value, level)
    return Asked([File(NAME, data)], [], level)


def _of_json(value: Mapping[str, Any], level: Level) -> Asked:
    faults = bodies.unknown(value, FIELDS)
    asked = value.get("level", level)
    if asked not in LEVELS:
        faults.append(Fault(pointer="/level", message=f"is none; choose one of: {', '.join(LEVELS)}"))
    files = _files(value.get("files"), "/files", faults)
    before = _files(value.get("before", []), "/before", faults)
    if not files and not faults:
        faults.append(Fault(pointer="/files", message="is empty; name at least one file"))
    if faults:
        raise bodies.refused(faults)
    return Asked(files, before, asked)


def _files(value: Any, pointer: str, faults: list[Fault]) -> list[File]:
    if not isinstance(value, list) or len(value) > MOST_FILES:
        faults.append(Fault(pointer=pointer, message=f"has to be a list of at most {MOST_FILES} files"))
        return []
    files = []
    for index, one in enumerate(value):
        if len(faults) >= bodies.MOST_FAULTS:
            break
        place = f"{pointer}/{index}"
        if not isinstance(one, dict) or not isinstance(one.get("content"), str):
            faults.append(Fault(pointer=place, message="has to hold `content`, the text of the file"))
            continue
        faults += bodies.unknown(one, FILE_FIELDS, place)
        path = one.get("path", f"file-{index + 1}.yaml")
        if not isinstance(path, str) or not path or len(path) > 500:
            faults.append(Fault(pointer=f"{place}/path", message="has to be a name of up to 500 characters"))
            continue
        files.append(File(path, one["content"].encode("utf-8", "replace")))
    return files
