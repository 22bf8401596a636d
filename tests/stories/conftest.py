import pytest

from incidents.stories import reading
from incidents.stories.document import Story
from incidents.stories.vocabulary import Vocabulary
from tests.stories import samples


@pytest.fixture(scope="session")
def flood(shipped_vocabulary: Vocabulary) -> Story:
    return reading.from_yaml(samples.FLOOD, vocabulary=shipped_vocabulary)
