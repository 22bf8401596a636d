"""One linter and one matcher in many threads, as a web process shares them, cold at first."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IN_THREADS = """
import sys, threading
from pathlib import Path

from incidents import bundling
from incidents.rules.lint.linter import File, Linter
from incidents.rules.match.matcher import Matcher

bundle = bundling.bundle_folder(Path("fixtures"), address="https://soundings.example.org")
linter = Linter(bundle.manifest_rules)
matcher = Matcher(bundle.signatures, bundle.stories, bundle.mappings)
files = [File(path.name, path.read_bytes()) for path in sorted(Path("tests/rules/samples").glob("*.yaml"))]
log = "\\n".join(text for signature in bundle.signatures for text in signature.tests.bad)
start = threading.Barrier(6)
results = []
sys.setswitchinterval(1e-5)


def analyse():
    start.wait()
    for _ in range(3):
        results.append(repr((linter.lint(files), matcher.match(log))))


threads = [threading.Thread(target=analyse) for _ in range(6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
alone = repr((Linter(bundle.manifest_rules).lint(files), matcher.match(log)))
print(len(results), set(results) == {alone})
"""


def test_threads_share_what_is_compiled() -> None:
    command = [sys.executable, "-c", IN_THREADS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert (done.returncode, done.stdout) == (0, "18 True\n"), done.stderr
