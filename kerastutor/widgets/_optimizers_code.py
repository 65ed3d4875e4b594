"""The cell of OptimizerExplorer."""


def code(explorer, shown) -> str:
    return "result = 1"
