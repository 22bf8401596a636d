"""Drills, made from a story and what its reader may see around it. Nothing of them is stored."""

from incidents.domain.training.around import drill, lacking
from incidents.domain.training.listing import DrillKey, ListedDrill, all_drills, listed, spun

__all__ = ["DrillKey", "ListedDrill", "all_drills", "drill", "lacking", "listed", "spun"]
