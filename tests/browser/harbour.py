"""What the browser finds: some of the real stories, with people, changes and words hard to lay out."""

from pathlib import Path

import msgspec

from incidents.domain import catalogue, stories
from incidents.models import Incident, Team, User
from incidents.stories import folder
from incidents.stories.document import Action, Relation
from tests import factories

FIXTURES = Path(__file__).parents[2] / "fixtures"
REFS = ("KF-1", "KF-14", "KF-15", "KF-16", "KF-46", "KF-59")
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
PASSWORD = "edith-sails-slowly"


def filled() -> None:
    words = catalogue.load_terms(path=FIXTURES / "terms.yaml")
    for path in catalogue.files(FIXTURES / "stories"):
        if path.stem in REFS:
            stories.save(
                story=folder.read(path, vocabulary=words),
                based_on=None,
                origin="catalogue",
                now=factories.NOW,
            )
    editor = User.objects.create_user(
        "edith", password=PASSWORD, role=User.Role.EDITOR, display_name="Edith Harbour"
    )
    team = Team.objects.create(name="Harbour watch", slug="watch")
    team.members.add(editor)
    _changed(editor)
    _hard_to_lay_out(editor)
    _ended(editor)
    factories.saved("INC-4", title="Told by two")


def _changed(editor: User) -> None:
    """The history of KF-15 has two revisions more."""
    for words in ("A shorter summary, to be changed again.", "A summary in other words, which stands now."):
        story = msgspec.structs.replace(stories.current(ref="KF-15"), summary=words)
        number = Incident.objects.get(ref="KF-15").revision_number
        stories.save(
            story=story, based_on=number, origin="person", author=editor, reason=words, now=factories.NOW
        )


def _ended(editor: User) -> None:
    factories.saved("INC-2", title="Told by mistake")
    stories.withdraw(
        ref="INC-2", based_on=1, author=editor, reason="It was another cluster.", now=factories.NOW
    )
    factories.saved("INC-3", title="Told twice")
    stories.merge(
        ref="INC-3", into="INC-1", based_on=1, author=editor, reason="The same day.", now=factories.NOW
    )


def _hard_to_lay_out(editor: User) -> None:
    factories.saved(
        "INC-1",
        title=f"Long words: {LONG}",
        summary=f"`{LONG}` and {LONG}",
        organisation=LONG[:120],
        author=editor,
        body=f"| a | b |\n|---|---|\n| {LONG} | {LONG} |\n\n```\n{LONG}\n```\n",
        actions=(Action(text=f"Split {LONG}", owner=LONG[:80], due="2026-05"),),
        relations=(Relation(type="see_also", to="KF-15", on=LONG),),
    )
