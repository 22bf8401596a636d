class SignOnFailed(Exception):
    """Somebody does not come in. `reason` is stable, for whoever puts it into words; `detail` is for the log.

    What a provider sent stands in `detail` as `repr` writes it, shortened.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}" if self.detail else self.reason
