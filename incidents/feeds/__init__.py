"""Reads public lists of failure stories: fetch, parse, canonical addresses, matching. Nothing here writes."""
