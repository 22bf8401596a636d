"""What search makes of text: words, queries, weighted words of a story, marked passages."""
