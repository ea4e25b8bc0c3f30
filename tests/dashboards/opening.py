"""Pages of the app, run in this process."""

from streamlit.testing.v1 import AppTest

from dashboards.catalogue import DEFAULT_PAGE
from dashboards.serve import SCRIPT


def open_app(page: str = DEFAULT_PAGE, /, **parameters: str) -> AppTest:
    """Run a page as a browser does that opens its address: with its parameters, and no other page.

    To run the first page before it would cost as much again, and is no more than its own tests see.
    """
    app = AppTest.from_file(str(SCRIPT), default_timeout=120)
    for name, value in parameters.items():
        app.query_params[name] = value
    if page != DEFAULT_PAGE:
        app.switch_page(f"../pages/{page}.py")
    return app.run()
