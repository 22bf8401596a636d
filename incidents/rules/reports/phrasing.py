"""Words and texts as every report shows them."""


def visible(text: str) -> str:
    """Text from a file without control characters, which a terminal would interpret."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
