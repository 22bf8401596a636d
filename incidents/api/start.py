"""“Use it in ten minutes”: what people copy from the page, each a file that the suite runs."""

from dataclasses import dataclass
from pathlib import Path

from incidents.api.v1.examples.requests import ADDRESS

FOLDER = Path(__file__).with_name("guide")


@dataclass(frozen=True)
class GuideStep:
    """`name`: of the file, for people. Here a Python file ends with `.txt`: it is no module."""

    heading: str
    text: str
    name: str

    def code(self, address: str) -> str:
        """As it is for a site at this address."""
        file = FOLDER / (f"{self.name}.txt" if self.name.endswith(".py") else self.name)
        return file.read_text(encoding="utf-8").replace(ADDRESS, address)


STEPS = (
    GuideStep(
        "Read stories",
        "No token is needed for what everybody may read. A story is JSON, YAML or Markdown; a list has "
        "filters, search and a link to its next page.",
        "read.sh",
    ),
    GuideStep(
        "Find by words",
        "The answer says which stories were seen before, by lines that only they write, and which are "
        "closest by their words.",
        "find.sh",
    ),
    GuideStep(
        "Find by a log",
        "Nothing that is sent is stored, and secrets are masked in the answer. As Markdown it can go into "
        "the channel of the incident.",
        "paste.sh",
    ),
    GuideStep(
        "Read what you alone may read",
        "With a token from your profile, made to read, you get what you see when you are signed in. Send it "
        "in the header, never in an address; here the variable SOUNDINGS_TOKEN has it.",
        "token.sh",
    ),
    GuideStep("Use it from Python", "The standard library is enough.", "stories.py"),
    GuideStep(
        "Check manifests in a pipeline",
        "The step fails where a manifest would repeat an outage, or could not be checked, and prints the "
        "story.",
        "lint.sh",
    ),
    GuideStep(
        "Check manifests without a network",
        "The command soundings brings rules and stories along. In GitHub Actions, findings appear beside "
        "the lines.",
        "ci.yaml",
    ),
    GuideStep(
        "Load alerts that link to their story",
        "Each alert of this rule file has a runbook_url, which leads to the story behind it. Name the file "
        "under rule_files in the configuration of Prometheus.",
        "alerts.sh",
    ),
    GuideStep(
        "Link your own alert to a story",
        "A reference never changes, so an annotation of your own can lead to it.",
        "alert.yaml",
    ),
)
