{{ rfm_segmented("int_rfm_scores") }}
