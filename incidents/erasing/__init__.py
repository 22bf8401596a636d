"""ENGINE of erasing: words that have to go, and documents without them."""

from incidents.erasing.documents import Traces, counted, erase
from incidents.erasing.words import MARK, Words, words

__all__ = ["MARK", "Traces", "Words", "counted", "erase", "words"]
