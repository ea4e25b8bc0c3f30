{{ cohort_retention("source_system") }}
