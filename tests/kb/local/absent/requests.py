raise ImportError("Only tools of the tests need it, so it is not there.")
