"""Detection rules that run: conditions over Kubernetes objects, alerts, signatures over text."""
