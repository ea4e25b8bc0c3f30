import pytest

from tests.demo.exported import Exported, export


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """The exports of the default size."""
    return export(tmp_path_factory.mktemp("exports"))
