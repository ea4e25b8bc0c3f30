"""The pages, each a script that Streamlit runs after `dashboards.app` has set up the view."""
