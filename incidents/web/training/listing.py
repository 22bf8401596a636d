"""The list of drills by component, and the wheel that chooses one."""

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import Any, Self

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from incidents.domain import training
from incidents.domain.training import DrillKey, ListedDrill
from incidents.web.access import open_to_readers, reader_of
from incidents.web.parts.labels import Labels
from incidents.web.parts.paging import LONGEST_VALUE, page_number
from incidents.web.training import drill_page

ON_A_PAGE = 20
ON_THE_WHEEL = 12


@dataclass(frozen=True)
class DrillQuery:
    component: str
    seed: str
    page: int

    @classmethod
    def read(cls, parameters: QueryDict) -> Self:
        def text(name: str) -> str:
            return " ".join(parameters.get(name, "").replace("\0", " ").split())[:LONGEST_VALUE]

        return cls(text("component"), text("seed"), page_number(parameters.get("page", "")))

    def fits(self, key: DrillKey) -> bool:
        return not self.component or self.component in key.groups

    def address(self, *, page: int) -> str:
        sent = QueryDict(mutable=True)
        sent.update({"component": self.component} if self.component else {})
        sent["page"] = str(page)
        return f"{reverse('train')}?{sent.urlencode()}"


@dataclass(frozen=True)
class WheelSector:
    """A drill on the wheel; `turn` in degrees from where the wheel stops."""

    ref: str
    turn: float


@dataclass(frozen=True)
class Wheel:
    """`drill` is where it stops."""

    drill: ListedDrill
    html: SafeString
    sectors: tuple[WheelSector, ...]
    edges: tuple[float, ...]


@dataclass(frozen=True)
class DrillRow:
    ref: str
    html: SafeString
    groups: tuple[str, ...]
    """Words for the groups of components that it is about: the components themselves would tell too much."""


@require_safe
@open_to_readers
def listing(request: HttpRequest) -> HttpResponse:
    query = DrillQuery.read(request.GET)
    everything = training.all_drills(reader=reader_of(request))
    keys = [key for key in everything if query.fits(key)]
    shown = Paginator(keys, ON_A_PAGE).get_page(query.page)
    spun = list(islice(training.spun(keys, seed=query.seed), ON_THE_WHEEL)) if query.seed else []
    refs = {key.ref for key in [*shown.object_list, *spun[:1]]}
    drills = {one.ref: one for one in training.listed(refs=refs, reader=reader_of(request))}
    groups = Counter(group for key in everything for group in key.groups)
    labels = Labels(groups)
    context: dict[str, Any] = {
        "query": query,
        "shown": shown,
        "rows": [_row(key, drills[key.ref], labels) for key in shown.object_list if key.ref in drills],
        "groups": [(slug, labels.of("component", slug), groups[slug]) for slug in sorted(groups)],
        "wheel": _wheel(spun, drills),
        "seed": query.seed or timezone.now().date().isoformat(),
        "previous": query.address(page=shown.number - 1),
        "next": query.address(page=shown.number + 1),
    }
    return render(request, "training/list.html", context)


def _row(key: DrillKey, one: ListedDrill, labels: Labels) -> DrillRow:
    groups = tuple(labels.of("component", slug) for slug in sorted(key.groups))
    return DrillRow(key.ref, drill_page.words(one.alarm.text), groups)


def _wheel(spun: list[DrillKey], drills: dict[str, ListedDrill]) -> Wheel | None:
    if not spun or spun[0].ref not in drills:
        return None
    step = 360 / len(spun)
    return Wheel(
        drill=drills[spun[0].ref],
        html=drill_page.words(drills[spun[0].ref].alarm.text),
        sectors=tuple(WheelSector(key.ref, round(place * step, 2)) for place, key in enumerate(spun)),
        edges=tuple(round((place + 0.5) * step, 2) for place in range(len(spun))) if len(spun) > 1 else (),
    )
