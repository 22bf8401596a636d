import pytest

from incidents.templatetags.alerts import named


@pytest.mark.parametrize(
    ("message", "read"),
    [
        ("Job {{ $labels.namespace }}/{{ $labels.job_name }} hangs", "Job <namespace>/<job name> hangs"),
        ("{{ $value | humanizePercentage }} of its quota", "<value> of its quota"),
        ("It uses {{$value|humanize1024}}B", "It uses <value>B"),
        ("No API server answers", "No API server answers"),
        ("A template holds {{ .Values.image }}", "A template holds {{ .Values.image }}"),
    ],
)
def test_what_is_filled_in_later_is_named(message: str, read: str):
    assert named(message) == read
