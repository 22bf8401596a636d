"""Writes the answers of the examples anew: `python -m tests.api.v1.make_answers http://localhost:8000`.

The site has to hold what ships. Each answer is shortened to what shows its form.
"""

import json
import sys
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from incidents.api.v1.examples.requests import ADDRESS, ANSWERS, OF_OPERATIONS, ROOT, RequestExample

LONGEST_TEXT, MOST_LINES, MOST_KEYS = 140, 28, 60
SCHEMAS = {"$defs": 1, "properties": 3}
"""Keys whose objects have a name for each of many things."""


def shortened(node: Any, most_keys: int = MOST_KEYS) -> Any:
    if isinstance(node, dict):
        kept = list(node.items())[:most_keys]
        return {key: shortened(value, SCHEMAS.get(key, MOST_KEYS)) for key, value in kept}
    if isinstance(node, list):
        return [shortened(one) for one in node[: 1 if node and isinstance(node[0], dict | list) else 3]]
    if isinstance(node, str) and len(node) > LONGEST_TEXT:
        return f"{node[:LONGEST_TEXT].rpartition(' ')[0]} …"
    return node


def answer(site: str, example: RequestExample) -> str:
    headers = {"Content-Type": example.content_type} if example.file else {}
    connection = HTTPConnection(urlsplit(site).netloc, timeout=30)
    method = "POST" if example.file else "GET"
    connection.request(method, f"{ROOT}{example.path}", body=example.body or None, headers=headers)
    text = connection.getresponse().read().decode().replace(site, ADDRESS)
    connection.close()
    if example.answer.endswith(".json"):
        return json.dumps(shortened(json.loads(text)), indent=2, ensure_ascii=False) + "\n"
    lines = text.splitlines()
    return "\n".join([*lines[:MOST_LINES], *(["…"] if len(lines) > MOST_LINES else [])]) + "\n"


def main(site: str) -> None:
    for example in OF_OPERATIONS.values():
        if example.of_ones_own:  # there is nothing to be told to nobody
            continue
        (ANSWERS / example.answer).write_text(answer(site, example), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
