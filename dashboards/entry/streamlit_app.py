"""The script that Streamlit is told to run.

It has a folder of its own, with Streamlit's configuration, because beside a script Streamlit
takes a folder `pages/` for pages to be run by themselves.
"""

from dashboards.app import main

main()
