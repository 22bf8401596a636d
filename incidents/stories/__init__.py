"""The engine of the story document: plain Python without Django, clock or network."""
