"""The form of a story in sections, in the order of its page, with what each one asks for."""

from dataclasses import dataclass, field

from incidents.stories import document
from incidents.stories.drafting import groups
from incidents.stories.drafting.form import FormGroup, RowList, group
from incidents.stories.drafting.groups import BASIS, DATE, SOURCES, TEXT

TAKEAWAYS = group(
    document.Takeaway,
    {
        "text": ("What others can take away", TEXT),
        "derived_from": ("Follows from", "Anchors of factors and fixes, such as f1, x2."),
    },
    {"audience": ("For whom", ""), "basis": BASIS, "sources": SOURCES},
)
CHECKS = group(
    document.Check,
    {
        "question": ("What to ask first", "Such as: does the pod restart?"),
        "command": ("Command that answers it", "One that only reads."),
        "look": ("Or where to look", ""),
        "answer": ("What the answer tells", ""),
    },
    {
        "tells": ("Tells of", "Anchors such as f1."),
        "otherwise": ("Else it would be", "References such as KF-15."),
        "changes": ("The command changes something", ""),
        "basis": BASIS,
        "sources": SOURCES,
    },
)
ACTIONS = group(
    document.Action,
    {
        "text": ("What is done", "A verb, and an end that one can see."),
        "type": ("Type", ""),
        "owner": ("Owner", "A role or a team."),
        "due": ("Due", DATE),
        "status": ("Status", ""),
    },
    {
        "as_of": ("Had that status on", DATE),
        "priority": ("Priority", ""),
        "addresses": ("Addresses", "Anchors of factors, such as f1."),
        "tracker_url": ("Link to the tracker", ""),
        "verified_by.rule": ("Proven by rule", "Such as M-2."),
        "verified_by.url": ("Proven by link", ""),
        "verified_by.drill": ("Proven by drill", ""),
        "sources": SOURCES,
    },
)
EVIDENCE = group(
    document.Evidence,
    {
        "kind": ("Kind", ""),
        "text": ("What it shows", ""),
        "body": ("The text itself", "A log, a manifest, a message. Take secrets and names out first."),
        "url": ("Link", ""),
        "alt_text": ("Description of the picture", "For those who cannot see it."),
    },
    {
        "role": ("Role", ""),
        "language": ("Language of the text", "Such as yaml."),
        "redacted": ("Something was taken out", ""),
        "sources": SOURCES,
    },
)
CITED = group(
    document.Source,
    {
        "title": ("Title", ""),
        "kind": ("Kind", ""),
        "url": ("Link", ""),
        "publisher": ("Publisher", ""),
        "published": ("Published", DATE),
    },
    {
        "authors": ("Authors", "One a line."),
        "locator": ("Where in it", "Such as “minute 12:30”."),
        "role": ("Role", ""),
        "archive_url": ("Archived copy", ""),
        "venue": ("Venue", ""),
        "external_ids": ("Other names of it", "Such as a CVE, one a line."),
    },
)
RELATIONS = group(
    document.Relation,
    {
        "type": ("How they are related", ""),
        "to": ("Story", "Such as KF-15."),
        "on": ("In what", ""),
        "note": ("Note", ""),
    },
)
READERS = group(
    document.Story,
    {
        "status": ("Status", "Readers see what is published; editors and the owner see drafts."),
        "visibility": ("Who may read it", "“Team” is the team below; “people” is you and whom you name."),
        "authors": ("Authors", "As they want to be named, one a line."),
        "language": ("Language", "Such as en."),
        "licence": ("Licence", ""),
    },
)


@dataclass(frozen=True)
class FormSection:
    """`has_team`: whether it also asks which team the story belongs to."""

    anchor: str
    title: str
    prompt: str
    group: FormGroup = field(default_factory=FormGroup)
    has_team: bool = False


def _rows(anchor: str, one: str, title: str, prompt: str, inside: FormGroup) -> FormSection:
    return FormSection(anchor, title, prompt, FormGroup(lists=(RowList(anchor, one, inside),)))


NO_FIX = group(document.Story, {"no_fix_known": ("No fix is known", "")})
SECTIONS = (
    FormSection("head", "Title and summary", "What would you tell a colleague in the lift?", groups.HEAD),
    _rows("symptoms", "symptom", "What people saw", "First what was on a screen.", groups.SYMPTOMS),
    _rows(
        "timeline", "event", "Timeline", "When did it begin, who noticed how, what ended it?", groups.TIMELINE
    ),
    _rows(
        *("factors", "factor", "Contributing factors"),
        *("What had to come together? Since when was each there, and why did nobody see it?", groups.FACTORS),
    ),
    FormSection(
        *("fixes", "Fixes", "What was tried, in order, with what came of it: also what did not help."),
        FormGroup(NO_FIX.fields, lists=(RowList("fixes", "fix", groups.FIXES),)),
    ),
    _rows("impacts", "impact", "Impact", "Who felt it, how many, for how long?", groups.IMPACTS),
    _rows(
        *("observations", "observation", "What went well, luck, surprises"),
        *("What limited the damage? Where was it luck? What did nobody expect?", groups.OBSERVATIONS),
    ),
    _rows("takeaways", "takeaway", "Takeaways", "What should a stranger do now?", TAKEAWAYS),
    _rows("checks", "check", "What to check first", "How would the next one find out in minutes?", CHECKS),
    _rows("actions", "action", "Actions", "What follows, who does it, by when?", ACTIONS),
    _rows("evidence", "piece of evidence", "Evidence", "What shows that it was so?", EVIDENCE),
    _rows("sources", "source", "Sources", "Where is it told? Leave it empty if it is told here.", CITED),
    _rows(
        "relations", "relation", "Related stories", "Has this, or nearly this, happened before?", RELATIONS
    ),
    FormSection("readers", "Who may read it", "Nobody reads a draft but you.", READERS, has_team=True),
)
FORM = FormGroup(
    fields=tuple(one for section in SECTIONS for one in section.group.fields),
    more=tuple(one for section in SECTIONS for one in section.group.more),
    lists=tuple(one for section in SECTIONS for one in section.group.lists),
)
"""All sections together: the whole story."""
BESIDE = ("team", "reason", "notes")
"""Fields that are typed beside the document: the team, why it is saved, what is no part of it yet."""
KEPT = {
    "ref": "given once, when the story is first saved",
    "uuid": "made with the story and never changed",
    "slug": "made of the title when the story is first saved; addresses last",
    "aliases": "other names of a story come from imports and mergers",
    "withdrawal": "withdrawing has a page of its own",
    "disagreements": "what several sources say of one time is written as YAML",
    "evidence.file": "the name of a file that came with an import",
    "evidence.picture": "pictures are uploaded, and their bytes named by a hash",
}
"""Fields of the document that the form does not offer, with the reason. They survive every save."""
