"""Writes realistic CRM exports of an invented company, in the vendors' own file formats."""
