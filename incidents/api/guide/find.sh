curl -G --data-urlencode 'q=lookups take five seconds' https://soundings.example.org/api/v1/find
