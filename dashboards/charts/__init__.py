"""Charts as pure functions from rows to Plotly figure dicts.

No Plotly is imported here: building its figure objects costs more than everything else of a
rerun. The tests hand every dict to Plotly's own validation. Texts arrive ready to be read.
"""
