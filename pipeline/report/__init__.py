"""The morning report: what the published run says, as a page, a PDF and a mail.

`send_report` is what a night calls where `report_to` is set; `warehouse report` makes and sends it
at any other time.
"""

import logging

# That no server runs is said on standard error as soon as its cache is imported, and cron mails it.
logging.getLogger("streamlit.runtime.caching.cache_data_api").disabled = True

from pipeline.report.making import Report, make_report, send_report, write_report  # noqa: E402

__all__ = ["Report", "make_report", "send_report", "write_report"]
