"""A browser in words, from what it says of itself."""

BROWSERS = (  # the first that is named is meant: most name others, too
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def spoken(agent: str) -> str:
    """Such as “Firefox on Linux”; what is not known is shown as it came, shortened."""
    name = _first(BROWSERS, agent)
    system = _first(SYSTEMS, agent)
    if name and system:
        return f"{name} on {system}"
    return name or system or agent[:60] or "Unknown browser"


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((words for mark, words in known if mark in agent), "")
