import pytest

from kerastutor.concepts import batches


@pytest.fixture(scope="session")
def networks():
    """What explorers have a network do in a thread is done already."""
    for _part in batches.moments(batches.MOMENTS):
        pass
