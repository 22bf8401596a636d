from tests.feeds import states


def pytest_report_header() -> str:
    where = (
        f"and in {states.RECORDED}" if states.RECORDED else "only; TEST_FEEDS names a folder with real lists"
    )
    return f"feeds: states of lists in the samples {where}"
