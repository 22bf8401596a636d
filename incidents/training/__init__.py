"""The engine of drills: what a story reveals step by step, without Django, clock or network."""
