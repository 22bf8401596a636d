curl --fail-with-body -H "Authorization: Bearer $SOUNDINGS_TOKEN" \
  'https://soundings.example.org/api/v1/stories?status=draft,published'
