{{ repeat_purchase("source_system") }}
