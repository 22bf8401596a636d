"""Descriptions of the API: OpenAPI and JSON Schemas."""

from functools import cache
from typing import Any

import msgspec
from django.conf import settings
from django.http.response import HttpResponseBase
from django.urls import reverse
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from incidents.api import caching
from incidents.api.renderers import Json
from incidents.api.v1 import addresses, openapi, responses
from incidents.rules import schema as rule_schema
from incidents.rules.configuration import settings as configuration
from incidents.stories import schema

ENDPOINTS = {
    "stories": "Summaries of stories: filters, search, facets, and what changed since.",
    "rules": "Detection rules, with their tests.",
    "lint": "POST manifests, get findings with the stories behind them.",
    "find": "Ask in words, or POST what you see: seen before, closest stories, what to check first.",
    "check": "POST a text or a story: blame and shallow causes in it, and what to ask instead.",
    "match": "The older name of POST find.",
    "resolve": "What the check of another tool has to do with stories.",
    "news": "What you are told, for those who are signed in or send a token.",
    "actions": "What is planned to do about stories, for those who are signed in or send a token.",
    "alertmanager": "The address for a webhook of Alertmanager: alerts come back as sightings.",
    "sightings": "POST that a story or a rule was seen, with a token that has the scope to report.",
    "terms": "The vocabulary that stories are classified with.",
    "story-schema": "JSON Schema of the story document.",
    "rule-schema": "JSON Schema of a rule.",
    "configuration-schema": "JSON Schema of the file .soundings.yaml.",
    "openapi": "This API as OpenAPI 3.1.",
}


class RootView(APIView):
    renderer_classes = [Json]

    @extend_schema(operation_id="root", responses=openapi.answer(responses.Root))
    def get(self, request: Request) -> HttpResponseBase:
        """Where to start."""
        endpoints = tuple(
            responses.Endpoint(url=addresses.absolute(f"api-v1:{name}"), description=description)
            for name, description in ENDPOINTS.items()
        )
        documentation = f"{settings.BASE_URL}{reverse('api-documentation')}"
        return caching.tagged(
            request, responses.Root(title="Soundings", documentation=documentation, endpoints=endpoints)
        )


class StorySchemaView(APIView):
    renderer_classes = [Json]

    @extend_schema(
        operation_id="story_schema",
        responses={(200, "application/json"): {"type": "object"}}
        | openapi.CONDITIONAL
        | openapi.problems(406),
    )
    def get(self, request: Request) -> HttpResponseBase:
        """JSON Schema (2020-12) of the story document."""
        return caching.tagged(request, _story_schema())


class RuleSchemaView(APIView):
    renderer_classes = [Json]

    @extend_schema(
        operation_id="rule_schema",
        responses={(200, "application/json"): {"type": "object"}}
        | openapi.CONDITIONAL
        | openapi.problems(406),
    )
    def get(self, request: Request) -> HttpResponseBase:
        """JSON Schema (2020-12) of a rule: over manifests, an alert, or a signature."""
        return caching.tagged(request, _rule_schema())


class ConfigurationSchemaView(APIView):
    renderer_classes = [Json]

    @extend_schema(
        operation_id="configuration_schema",
        responses={(200, "application/json"): {"type": "object"}}
        | openapi.CONDITIONAL
        | openapi.problems(406),
    )
    def get(self, request: Request) -> HttpResponseBase:
        """JSON Schema (2020-12) of `.soundings.yaml`, the configuration of `soundings lint`."""
        return caching.tagged(request, _configuration_schema())


class OpenApiView(APIView):
    renderer_classes = [Json]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponseBase:
        return caching.tagged(request, _openapi())


# None of them changes while the process lives.


@cache
def _story_schema() -> bytes:
    return msgspec.json.encode(schema.story_schema())


@cache
def _configuration_schema() -> bytes:
    return msgspec.json.encode(configuration.schema())


@cache
def _rule_schema() -> bytes:
    return msgspec.json.encode(rule_schema.rule_schema())


@cache
def _openapi() -> bytes:
    return msgspec.json.encode(described())


def described() -> dict[str, Any]:
    """The OpenAPI description, made anew."""
    generator = spectacular_settings.DEFAULT_GENERATOR_CLASS()
    made: dict[str, Any] = generator.get_schema(request=None, public=True)
    return made
