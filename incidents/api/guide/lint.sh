curl -sS -H 'Content-Type: application/yaml' --data-binary @deploy.yaml \
  'https://soundings.example.org/api/v1/lint?level=high' >report.json
python3 -c '
import json, sys
report = json.load(open("report.json"))
for found in report["findings"]:
    print(found["line"], found["message"], *(story["url"] for story in found["stories"]))
sys.exit(bool(report["findings"] or report["unchecked"]))'
