"""The vocabulary as rows, and as the engine wants it."""

from itertools import groupby

from django.db import transaction

from incidents.models import Synonym, Term
from incidents.stories import vocabulary
from incidents.stories.vocabulary import Vocabulary


def current() -> Vocabulary:
    """What stories are checked against. Costs two queries."""
    rows = Term.objects.in_order().prefetch_related("synonyms")
    return Vocabulary(
        {
            facet: vocabulary.Facet(facet, facet, "", tuple(map(_term, terms)))
            for facet, terms in groupby(rows, key=lambda row: row.facet)
        }
    )


def _term(row: Term) -> vocabulary.FacetTerm:
    synonyms = tuple(synonym.text for synonym in row.synonyms.all())
    return vocabulary.FacetTerm(row.slug, row.label, row.description, row.group, synonyms)


@transaction.atomic
def load(*, shipped: Vocabulary) -> None:
    """Shipped terms replace rows of the same name; terms added here stay."""
    wanted = [
        Term(
            facet=facet.slug,
            slug=term.slug,
            label=term.label,
            description=term.description,
            group=term.group,
            position=position,
        )
        for facet in shipped.facets.values()
        for position, term in enumerate(facet.terms)
    ]
    Term.objects.bulk_create(
        wanted,
        update_conflicts=True,
        unique_fields=["facet", "slug"],
        update_fields=["label", "description", "group", "position"],
    )
    pk_of = {(row.facet, row.slug): row.pk for row in Term.objects.all()}
    Synonym.objects.bulk_create(
        (
            Synonym(term_id=pk_of[facet.slug, term.slug], text=text)
            for facet in shipped.facets.values()
            for term in facet.terms
            for text in term.synonyms
        ),
        ignore_conflicts=True,
    )
