{{ rfm_segmented("int_rfm_monthly_scores") }}
