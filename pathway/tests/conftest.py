import pytest

from pathway.content import loader


@pytest.fixture
def real_pathway(db):
    """The portal with its real content."""
    loader.load()
