"""What is exactly at a bound, due to the second, of the same day, or said in two places."""

import pytest

from tests.dbt_project.warehouses import add_rows, add_source, ask, build_models, new_home
from warehouse.home import Home

pytestmark = pytest.mark.slow

AS_OF = "2026-05-31"
MARTS = ("customer_value_tier",)


def fill(home: Home) -> None:
    add_source(home, "shop", currency="USD")
    ten = [f"B{number}" for number in range(10)]
    add_rows(home, "shop", "orders", [
        {"order_id": f"O{one}", "customer_id": one, "ordered_at": "2026-05-01",
         "gross_amount": "9.99", "cost_amount": "0"}
        for one in ten
    ])  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = new_home(tmp_path_factory.mktemp("bounds") / "home")
    fill(home)
    build_models(home, *MARTS, as_of=AS_OF)
    return home


def test_who_is_exactly_at_a_bound_is_in_the_class_below(home):
    """Before the ninth of ten equal customers stand 80 %: in floating point, a hair less."""
    for column in ("abc_class", "margin_abc_class"):
        found = ask(home, f"select {column}, count(*) from marts.customer_value_tier group by all")
        assert dict(found) == {"A": 8, "B": 2}
