"""Alerts and the morning report, received by real servers on this machine."""
