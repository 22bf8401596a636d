curl -H 'Content-Type: text/plain' -H 'Accept: text/markdown' \
  --data-binary @incident.log https://soundings.example.org/api/v1/find
