"""What each channel's removal would take away, month by month; the model is in `analytics`."""

from analytics.attribution import markov_shares


def model(dbt, session):  # noqa: ANN001, ANN201, ARG001, D103
    dbt.config(materialized="table")
    transitions = dbt.ref("int_touchpoint_transitions").filter("scope = 'marketing'")
    return markov_shares(transitions.order("all").to_arrow_table())
