"""The API in words, taken from its own schema, so that the page and the machine never say two things."""

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import override

from impact.api.site import api
from impact.models.webhooks import NEWS

EXAMPLES = {
    "/api/v1/events": "?country=pl&from=2026-12-01",
    "/api/v1/figures/{name}": "?split=country",
}
VALUES = {"{slug}": "level-1-live", "{name}": "completed"}


@dataclass(frozen=True)
class Field:
    name: str
    type: str
    words: str


@dataclass(frozen=True)
class Address:
    path: str
    summary: str
    asked: list
    answered: list
    curl: str


def groups():
    """`[(is for everybody, addresses)]`"""
    with override("en"):
        schema = api.get_openapi_schema()
    found = {True: [], False: []}
    for path, methods in schema["paths"].items():
        operation = methods["get"]
        found["security" not in operation].append(_address(schema, path, operation))
    return list(found.items())


def news():
    return NEWS


def _address(schema, path, operation):
    answer = operation["responses"][200]["content"]["application/json"]["schema"]
    return Address(
        path=path,
        summary=operation["summary"],
        asked=[_field(one["name"], one["schema"]) for one in operation["parameters"]],
        answered=list(_fields(schema, answer)),
        curl=_curl(path, is_open="security" not in operation),
    )


def _fields(schema, part):
    """What an answer has; of a page of rows, what each row has."""
    fields = _resolved(schema, part).get("properties", {})
    if "results" in fields:
        fields = _resolved(schema, fields["results"])["properties"]
    for name, about in fields.items():
        yield _field(name, about)


def _resolved(schema, part):
    part = part.get("items", part)
    return schema["components"]["schemas"][part["$ref"].rsplit("/", 1)[-1]] if "$ref" in part else part


def _field(name, about):
    return Field(name, _type(about), about.get("description", ""))


def _type(about):
    if "anyOf" in about:
        return " | ".join(dict.fromkeys(_type(one) for one in about["anyOf"]))
    if "$ref" in about:
        return "object"
    if "enum" in about:
        return " | ".join(about["enum"])
    return about.get("format") or about.get("type", "")


def _curl(path, *, is_open):
    example = path + EXAMPLES.get(path, "")
    for name, value in VALUES.items():
        example = example.replace(name, quote(value))
    token = "" if is_open else '-H "Authorization: Bearer $TOKEN" '
    return f'curl {token}"{settings.SITE_URL}{example}"'
