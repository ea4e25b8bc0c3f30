"""The dashboards: a Streamlit app that knows the published files and nothing else."""
