"""A report as workflow commands of GitHub Actions, which annotate the lines of a pull request."""

from incidents.rules.bundle import LintBundle
from incidents.rules.lint.findings import Finding, Report, Unchecked
from incidents.rules.record import Level
from incidents.rules.reports import phrasing
from incidents.rules.reports.sources import Stories

COMMANDS: dict[Level, str] = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "notice",
    "info": "notice",
}


def write(report: Report, bundle: LintBundle) -> str:
    stories = Stories(bundle)
    lines = [_finding(finding, stories) for finding in report.findings]
    lines += [_unchecked(one) for one in report.unchecked]
    if told := phrasing.of_baseline(report):
        lines.append(workflow_command("notice", {"title": "soundings lint"}, f"{told}."))
    return "".join(f"{line}\n" for line in lines)


def _finding(finding: Finding, stories: Stories) -> str:
    why = ", ".join(dict.fromkeys(f"{story.ref} ({story.url})" for story in stories.linked(finding.stories)))
    text = "\n".join(filter(None, [finding.message, finding.fix, f"Why: {why}" if why else ""]))
    title = " ".join(filter(None, [finding.rule, finding.name]))
    return workflow_command(
        COMMANDS[finding.level],
        {"file": finding.path, "line": finding.line, "col": finding.column, "title": title},
        text,
    )


def _unchecked(one: Unchecked) -> str:
    title = " ".join(filter(None, ["Not checked", one.rule and f"by {one.rule}"]))
    return workflow_command(
        "error", {"file": one.path, "line": one.line, "col": one.column, "title": title}, one.reason
    )


def workflow_command(name: str, properties: dict[str, str | int | None], text: str) -> str:
    """A command such as `::warning file=a.md,line=3::text`, with its special characters escaped."""
    options = ",".join(
        f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None
    )
    return f"::{name} {options}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
