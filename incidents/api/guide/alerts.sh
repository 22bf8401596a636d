curl -o soundings-rules.yaml https://soundings.example.org/api/v1/export/prometheus.yaml
