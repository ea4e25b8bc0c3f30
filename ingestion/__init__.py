"""Raw CRM exports into the `raw` schema: one YAML per CRM, readers per file format, the landing."""
