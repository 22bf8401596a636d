"""Small pods and rules over them, and what the linter says of them."""

from incidents.rules.lint.findings import Report
from incidents.rules.lint.linter import File, Linter
from incidents.rules.record import ManifestRule
from tests.rules.rules import rule

LATEST = rule(
    "variables.containers.exists(c, c.image.endsWith(':latest'))",
    ref="M-15",
    kinds=("Deployment", "Pod"),
    at="image",
)
NAMED = rule("object.metadata.name != ''", ref="M-9", level="low")
OFTEN = rule("true", ref="M-32", kinds=("Pod",), once_per_namespace=True)


def pod(name: str = "a", image: str = "x:latest", **metadata: str) -> str:
    fields = "".join(f"  {field}: {value}\n" for field, value in {"name": name, **metadata}.items())
    spec = f"spec:\n  containers:\n    - name: c\n      image: {image}\n"
    return f"apiVersion: v1\nkind: Pod\nmetadata:\n{fields}{spec}"


def ignoring(written: str) -> str:
    return pod(annotations="{soundings/ignore: " + written + "}")


def lint(rules: ManifestRule | list[ManifestRule], *texts: str, **options: object) -> Report:
    listed = rules if isinstance(rules, list) else [rules]
    files = [File(f"f{number}.yaml", text.encode()) for number, text in enumerate(texts)]
    return Linter(listed).lint(files, **options)


def containers(*names: str) -> str:
    """A pod whose containers are all at fault."""
    listed = "".join(f"    - {{name: {name}, image: 'x:latest'}}\n" for name in names)
    return f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n{listed}"
