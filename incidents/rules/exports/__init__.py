"""Rules in the formats of the programs that run them: in Prometheus, in the cluster, in other linters."""
