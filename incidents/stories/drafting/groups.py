"""What the form of a story asks for of each kind of part: label and hint of every field."""

from incidents.stories import document
from incidents.stories.drafting.form import RowList, group

BASIS = ("Told or concluded", "“Inferred” is what nobody said and you conclude.")
LEADS_TO = ("Led to", "Anchors of symptoms, factors, fixes or impacts, such as s1, i2.")
SOURCES = ("Told by", "Anchors of sources below, such as r1; needed where there are several.")
MOMENT = "As far as it is known: 2026-03, 2026-03-12T14:05Z, or from the start: T+16m. About: a final ~."
DATE = "As far as it is known: 2026, 2026-03, 2026-03-12 or 2026-03-12T14:05Z. About: a final ~."
TEXT = "One or two sentences."


TECHNOLOGIES = RowList(
    "technologies",
    "technology",
    group(
        document.Technology,
        {
            "name": ("Product", "A slug such as postgresql."),
            "affected_from": ("First affected version", ""),
            "fixed_in": ("Fixed in", ""),
        },
    ),
)
PARTIES = RowList(
    "organisations",
    "organisation",
    group(
        document.Party,
        {
            "name": ("Organisation", ""),
            "description": ("If it has no name", "Such as “a client of Harbour”."),
            "role": ("Its role", ""),
        },
    ),
)
HEAD = group(
    document.Story,
    {
        "title": ("Title", "What happened, in one line: the mechanism or what people saw, never who."),
        "summary": ("Summary", "Three sentences: what broke, why, what ended it."),
        "kind": ("Kind", "A near miss hurt nobody; a hazard has no date."),
        "occurred.start": ("Started", DATE),
        "detected_at": ("Detected", MOMENT),
        "mitigated_at": ("Mitigated", MOMENT),
        "resolved_at": ("Resolved", MOMENT),
        "severity.level": ("Severity", ""),
        "components": (
            "Components",
            "Where it broke, such as network/dns; a service of yours is service/NAME.",
        ),
        "body": ("What happened, told", "The story as you would tell it to a colleague. Markdown."),
    },
    {
        "environment": ("Environment", ""),
        "time_zone": ("Time zone", "Of times without an offset, such as Europe/Berlin."),
        "occurred.end": ("Ended", MOMENT),
        "severity.original": ("Severity in your own words", "Such as SEV 2."),
        "severity.basis": BASIS,
        "trigger.type": ("Set off by", ""),
        "trigger.text": ("How it was set off", ""),
        "detection.method": ("Noticed by", ""),
        "detection.alert_fired": ("Did an alert fire?", ""),
        "detection.pointed_to_problem": ("Did it point to the problem?", ""),
        "detection.gap_text": ("Why it was not noticed earlier", ""),
        "regions": ("Regions", "One a line."),
        "products": ("Products", "Your own, one a line."),
        "keywords": ("Keywords", "One a line."),
    },
    PARTIES,
    TECHNOLOGIES,
)
SYMPTOMS = group(
    document.Symptom,
    {
        "text": ("What people saw", TEXT),
        "kind": ("Kind", ""),
        "observable": ("Word for word", "A line of a log, an event, an alert: by it others find this story."),
    },
    {"component": ("Component", ""), "leads_to": LEADS_TO, "basis": BASIS, "sources": SOURCES},
)
TIMELINE = group(
    document.TimelineEvent,
    {"at": ("When", MOMENT), "phase": ("Phase", ""), "text": ("What happened", TEXT)},
    {
        "actor_role": ("Who, by role", "Such as “on-call engineer”; no names."),
        "starred": ("A turning point", ""),
        "evidence": ("Evidence", "Anchors such as v1."),
        "sources": SOURCES,
    },
)
FACTORS = group(
    document.Factor,
    {
        "text": ("What had to be there", TEXT),
        "failure_mode": ("Failure mode", ""),
        "dimension": ("Dimension", "Where one would change something."),
        "components": ("Components", ""),
        "leads_to": LEADS_TO,
    },
    {"confidence": ("How sure", ""), "basis": BASIS, "sources": SOURCES},
    TECHNOLOGIES,
)
FIXES = group(
    document.Fix,
    {
        "text": ("What was done", TEXT),
        "outcome": ("Outcome", "“Failed” is worth as much to the next reader as “worked”."),
        "phase": ("Phase", ""),
        "addresses": ("Addresses", "Anchors of factors, such as f1."),
        "url": ("Link", "To the change, if it is public."),
    },
    {
        "leads_to": LEADS_TO,
        "side_effects": ("Caused other stories", "References such as KF-15."),
        "basis": BASIS,
        "sources": SOURCES,
        "outcome_sources": ("Outcome told by", "Anchors of sources, where others tell the fix."),
    },
)
QUANTITIES = RowList(
    "quantities",
    "quantity",
    group(
        document.Quantity,
        {"value": ("How many", ""), "unit": ("Of what", "Such as customers, minutes, USD.")},
        {
            "from": ("At least", ""),
            "to": ("At most", ""),
            "about": ("About", ""),
            "text": ("In words", ""),
        },
    ),
)
IMPACTS = group(
    document.Impact,
    {
        "effect": ("Effect", ""),
        "scope": ("Scope", ""),
        "text": ("What it meant", TEXT),
        "start": ("From", MOMENT),
        "end": ("Until", MOMENT),
    },
    {"environment": ("Environment", ""), "leads_to": LEADS_TO, "basis": BASIS, "sources": SOURCES},
    QUANTITIES,
)
OBSERVATIONS = group(
    document.Observation,
    {"kind": ("Kind", ""), "text": ("What", TEXT)},
    {"basis": BASIS, "sources": SOURCES},
)
