"""The skeleton of a new source file."""

from __future__ import annotations

import re
from pathlib import Path

from ingestion.catalog import load_catalog
from warehouse.errors import UsageError

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_SKELETON = """\
# How the exports of {title} are read. docs/sources.md describes every field.
# As it stands it maps files of sales and of opportunities onto the template, with no SQL: put
# your own file names and headers in, and remove what you do not have.
source: {name}
title: {title}
description: Say in a sentence what this is.
maps_to: template
# The zone of the times in the files (a name such as Asia/Shanghai), and their currency.
time_zone: UTC
currency: USD
# How 03/04/2026 is to be read: day_first or month_first.
# date_order: day_first
# Only where the files are neither UTF-8 nor GB18030:
# encoding: cp1252
# Cells that mean "no value"; an empty cell always does.
null_marks: ["NULL", "N/A"]
# Spellings that mean the same.
# value_aliases:
#   stage:
#     Closed Won: Won
tables:
  sales:
    # The table of the template that these files land in.
    table: order_lines
    description: One row per order line.
    # Patterns of file names, with or without the suffix; upper and lower case are the same.
    files: ["{name}_sales*"]
    # What identifies a record; [] where nothing does.
    key: [order_id]
    required: [customer_id, ordered_at]
    # Only where the file does not say it itself:
    # format:
    #   delimiter: ";"
    #   sheet: Sales
    columns:
      # template column: header in the file, or [one header, another one]
      order_id: Order No
      customer_id: Customer No
      ordered_at: Date
      product_name: Product
      quantity: Quantity
      unit_price: Price
  deals:
    table: opportunities
    description: One row per opportunity.
    files: ["{name}_deals*"]
    key: [opportunity_id]
    required: [opportunity_id, stage]
    # A value for every row, where the file has no such column:
    # constants:
    #   pipeline: Default
    columns:
      opportunity_id: Deal No
      customer_name: Account
      owner_name: Owner
      stage: Stage
      created_at: Created
      closed_at: Closed
      amount: Amount
"""


def new_source(folder: Path, name: str) -> Path:
    """Write a source file that loads at once and says what to fill in.

    Args:
        folder: of the user's source files; made where it does not exist.
        name: of the source, in snake_case.

    Returns:
        The file's path.

    Raises:
        UsageError: the name is not usable or taken, or the folder cannot be written.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"'{name}' cannot name a source: use lower-case letters, digits and single "
            "underscores, beginning with a letter, such as my_crm."
        )
    if name in load_catalog(folder).sources:
        raise UsageError(f"There is a source called '{name}' already: choose another name.")
    path = folder / f"{name}.yml"
    if path.exists():
        raise UsageError(f"{path} exists already: choose another name or edit it.")
    skeleton = _SKELETON.format(name=name, title=name.replace("_", " ").capitalize())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(skeleton)
    except OSError as error:
        raise UsageError(f"Cannot write {path}: {error.strerror or error}.") from error
    return path
