curl https://soundings.example.org/api/v1/stories/KF-15
curl https://soundings.example.org/api/v1/stories/KF-15.yaml
curl 'https://soundings.example.org/api/v1/stories?component=network/dns&q=ndots'
