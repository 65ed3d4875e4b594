import pytest

from kerastutor.concepts import batch_gradients


@pytest.fixture(scope="session")
def networks():
    """What explorers have a network do in a thread is done already."""
    for _part in batch_gradients.moments(batch_gradients.MOMENTS):
        pass
