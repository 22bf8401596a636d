"""Tables, their querysets and their constraints. One aggregate a file."""

from incidents.models.action_item import ActionItem, ActionItemChange, ActionState, ActionStrength
from incidents.models.allowance import Allowance
from incidents.models.attachment import Attachment
from incidents.models.audit import AuditEntry
from incidents.models.candidate import Candidate, CandidateAddress
from incidents.models.comment import Comment
from incidents.models.draft import Draft
from incidents.models.feed import Feed
from incidents.models.feed_entry import EntryWord, FeedEntry
from incidents.models.feed_run import FeedRun, FeedSnapshot, RunItem
from incidents.models.identity import Identity
from incidents.models.incident import Alias, Incident, RefCounter
from incidents.models.invitation import Invitation
from incidents.models.kept_answer import KeptAnswer
from incidents.models.notification import Notification
from incidents.models.notification_preference import NotificationPreference, NotificationWay
from incidents.models.organisation import Organisation
from incidents.models.outgoing_mail import OutgoingMail
from incidents.models.parts import (
    Factor,
    Fix,
    Impact,
    IncidentPart,
    ReportedAction,
    Symptom,
    Takeaway,
    TimelineEvent,
)
from incidents.models.relation import Relation
from incidents.models.review import Review, ReviewVerdict
from incidents.models.review_request import ReviewRequest
from incidents.models.revision import Revision
from incidents.models.rule import Rule, RuleLink, RuleRevision
from incidents.models.search_entry import SearchEntry
from incidents.models.session import Session
from incidents.models.sighting import Sighting
from incidents.models.source import Citation, Source
from incidents.models.team import Membership, Team
from incidents.models.term import Synonym, Term
from incidents.models.token import AccessToken
from incidents.models.tool import NoDetection, Tool, ToolCheck
from incidents.models.user import User

__all__ = [
    "AccessToken",
    "ActionItem",
    "ActionItemChange",
    "ActionState",
    "ActionStrength",
    "Alias",
    "Allowance",
    "Attachment",
    "AuditEntry",
    "Candidate",
    "CandidateAddress",
    "Citation",
    "Comment",
    "Draft",
    "EntryWord",
    "Factor",
    "Feed",
    "FeedEntry",
    "FeedRun",
    "FeedSnapshot",
    "Fix",
    "Identity",
    "Impact",
    "Incident",
    "IncidentPart",
    "Invitation",
    "KeptAnswer",
    "Membership",
    "NoDetection",
    "Notification",
    "NotificationPreference",
    "NotificationWay",
    "Organisation",
    "OutgoingMail",
    "RefCounter",
    "Relation",
    "ReportedAction",
    "Review",
    "ReviewRequest",
    "ReviewVerdict",
    "Revision",
    "Rule",
    "RuleLink",
    "RuleRevision",
    "RunItem",
    "SearchEntry",
    "Session",
    "Sighting",
    "Source",
    "Symptom",
    "Synonym",
    "Takeaway",
    "Team",
    "Term",
    "TimelineEvent",
    "Tool",
    "ToolCheck",
    "User",
]
