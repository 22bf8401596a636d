"""The page of one story: `build` for the current revision, `of_revision` for any revision of it."""

from incidents.web.stories.page import pictures
from incidents.web.stories.page.build import StoryContent, build, of_revision
from incidents.web.stories.page.document import Document

__all__ = ["Document", "StoryContent", "build", "of_revision", "pictures"]
