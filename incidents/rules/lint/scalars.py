"""The value of a plain (unquoted) scalar in a manifest, as the YAML reader of the API server resolves it.

Unlike in JSON, `yes` is true and `0644` a number. A number without a fraction is an integer. Times stay text.
"""

import math
import re

from incidents.yamltree import Plain

WORDS: dict[str, Plain] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"), False),
}
NUMERIC = frozenset("0123456789+-.")
BASES = (
    (re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z"), 10),
    (re.compile(r"[-+]?0[oO]?[0-7]+\Z"), 8),
    (re.compile(r"[-+]?0[xX][0-9a-fA-F]+\Z"), 16),
    (re.compile(r"[-+]?0[bB][01]+\Z"), 2),
)
FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
LARGEST = 2**63
LONGEST = 100


def scalar(text: str) -> Plain:
    if text[:1] in NUMERIC and len(text) <= LONGEST:
        return _number(text)
    return WORDS.get(text, text)


def _number(text: str) -> Plain:
    digits = text.replace("_", "")
    for pattern, base in BASES:
        if pattern.match(digits):
            whole = int(digits.replace("o", "").replace("O", ""), base)
            return whole if -LARGEST <= whole < LARGEST else float(whole)
    if not FLOAT.match(digits):
        return WORDS.get(text, text)
    number = float(digits)
    if not math.isfinite(number):
        return text
    return int(number) if number.is_integer() and abs(number) < LARGEST else number
