"""A report of linting as people and programs want it: text, JSON, SARIF, JUnit, annotations of GitHub."""
