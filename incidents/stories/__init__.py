"""The engine of the story document: plain Python, no Django, no clock, no network."""
