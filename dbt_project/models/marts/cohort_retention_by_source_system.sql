{{ cohort_retention({"source_system": "source_system"}) }}
