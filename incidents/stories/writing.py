"""A story document as YAML."""

from incidents import yamlwriting
from incidents.stories.document import Story


def to_yaml(story: Story) -> str:
    return yamlwriting.to_yaml(story)
