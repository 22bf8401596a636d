import pytest

from incidents.rules.lint.scalars import scalar


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *(
            ("yes", True),
            ("Off", False),
            ("true", True),
            ("n", False),
            ("NULL", None),
            ("", None),
            ("~", None),
        ),
        *(
            ("1", 1),
            ("-7", -7),
            ("+7", 7),
            ("0644", 420),
            ("0o17", 15),
            ("0x1F", 31),
            ("0b101", 5),
            ("1_000", 1000),
        ),
        *(("1.5", 1.5), (".5", 0.5), ("1.0", 1), ("1e3", 1000), ("0899", 899), ("-0.25", -0.25)),
        *(("9223372036854775807", 2**63 - 1), ("9223372036854775808", 2.0**63)),
        *(
            ("500m", "500m"),
            ("1Gi", "1Gi"),
            ("12:30", "12:30"),
            ("2019-05-21", "2019-05-21"),
            ("-", "-"),
            ("+", "+"),
        ),
        *(
            ("1.2.3", "1.2.3"),
            ("-Xmx4g", "-Xmx4g"),
            (".inf", ".inf"),
            ("1e999", "1e999"),
            ("9" * 101, "9" * 101),
        ),
        *(("maybe", "maybe"), ("0x", "0x"), ("...", "...")),
    ],
)
def test_a_plain_scalar_resolves_as_in_the_api_server(written: str, value: object) -> None:
    read = scalar(written)

    assert (read, type(read)) == (value, type(value))
