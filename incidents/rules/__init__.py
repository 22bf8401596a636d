"""The engine of detection rules: conditions over Kubernetes objects, alerts, signatures over text."""
