"""Text analysis for search: words, queries, weighted words of a story, marked passages."""
