"""`soundings lint`: the command, the configuration of a project, and its baseline."""
