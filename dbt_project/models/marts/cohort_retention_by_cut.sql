{{ cohort_retention(dict(zip(cut_columns(), cut_columns()))) }}
