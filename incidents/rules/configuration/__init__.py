"""How a project lints its manifests: files it excludes, and findings that it knows already."""
