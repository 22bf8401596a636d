"""What a project decides about linting: files it excludes, levels, waivers, and a baseline."""
