"""The morning report: what the published run says, as a page, a PDF and a mail.

`send_report` is what a night calls where `report_to` is set; `warehouse report` makes and sends it
at any other time.
"""

from pipeline.report.making import Report, make_report, send_report, write_report

__all__ = ["Report", "make_report", "send_report", "write_report"]
