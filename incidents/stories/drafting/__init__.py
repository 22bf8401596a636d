"""The form of a story: its fields in sections, what was typed into them, and the document that it means."""

from incidents.stories.drafting.chosen import TimelineChoice, with_chosen
from incidents.stories.drafting.documents import Composed, composed
from incidents.stories.drafting.form import FormField, FormGroup, RowList
from incidents.stories.drafting.relating import relate, related, told
from incidents.stories.drafting.sections import FORM, KEPT, SECTIONS, FormSection
from incidents.stories.drafting.three_way import Choice, Clash, Merged, merged
from incidents.stories.drafting.typed import Content, first_rows, of_document, posted

__all__ = [
    "FORM",
    "KEPT",
    "SECTIONS",
    "Choice",
    "Clash",
    "Composed",
    "Content",
    "FormField",
    "FormGroup",
    "FormSection",
    "Merged",
    "RowList",
    "TimelineChoice",
    "composed",
    "first_rows",
    "merged",
    "of_document",
    "posted",
    "relate",
    "related",
    "told",
    "with_chosen",
]
