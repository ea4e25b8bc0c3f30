{{ repeat_purchase({"source_system": "source_system"}) }}
