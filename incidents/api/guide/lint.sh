curl -sS -H 'Content-Type: application/yaml' --data-binary @deploy.yaml \
  'https://soundings.example.org/api/v1/lint?level=high' >report.json
python3 -c '
import json, sys
report = json.load(open("report.json"))
if "findings" not in report:
    sys.exit(report["title"] + ": " + report["detail"])
for found in report["findings"]:
    stories = dict.fromkeys(story["url"] for story in found["stories"])
    print(found["line"], found["message"], *stories)
for part in report["unchecked"]:
    print(part["line"], "not checked:", part["reason"])
sys.exit(bool(report["findings"] or report["unchecked"]))'
