import re

from tests.architecture import tree

# Put together here so that this file does not find itself.
FOLDERS_OF_A_MACHINE = ["/" + "work/", "/" + "root/", "../" + "shared"]
REGISTRIES = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "deb.debian" + ".org",
]


def test_files_speak_of_the_project_only():
    pattern = re.compile("|".join(re.escape(word) for word in FOLDERS_OF_A_MACHINE + REGISTRIES))
    faults = [
        f"{name}:{number} {found.group()}"
        for name in tree.files()
        for number, line in enumerate(tree.text(name).splitlines(), 1)
        if (found := pattern.search(line))
    ]
    assert not faults, tree.report(faults, "Name nothing that exists on one machine only, and no registry:")
