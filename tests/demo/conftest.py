import pytest

from tests.demo.exported import Exported, export
from tests.demo.vendor_files import WrittenCompany, company


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """The exports of the default size."""
    return export(tmp_path_factory.mktemp("exports"))


@pytest.fixture(scope="session", params=[None, 1, 2, 10], ids=lambda size: f"of {size or 2000}")
def of_any_size(
    request: pytest.FixtureRequest,
    exported: Exported,
    tmp_path_factory: pytest.TempPathFactory,
) -> Exported:
    """The exports of the default size, and those of tiny companies."""
    if request.param is None:
        return exported
    return export(tmp_path_factory.mktemp("tiny"), customers=request.param)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> WrittenCompany:
    """The company of the default size, with more dirt than usual, so that there is some of each."""
    return company(tmp_path_factory.mktemp("company"), dirt=0.03)
