{{ repeat_purchase(dict(zip(cut_columns(), cut_columns())), is_sparse=true) }}
