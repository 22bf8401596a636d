from incidents.models import Incident
from incidents.stories.document import Story


def index(*, incident: Incident, story: Story) -> None:
    """Being written."""
