"""What addresses of lists have in common: how long a text or value is, and the number of the page."""

LONGEST_TEXT = 400
LONGEST_VALUE = 120
LAST_PAGE = 1_000


def row_key(written: str) -> int:
    """The key of a row that `written` names; 0 where it names none."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 19 else 0


def page_number(written: str) -> int:
    """The page that `written` names, from 1 to `LAST_PAGE`; 1 where it names none."""
    # Python refuses to read a number of thousands of digits.
    number = int(written[:5]) if written.isdecimal() else 1
    return min(max(number, 1), LAST_PAGE)
