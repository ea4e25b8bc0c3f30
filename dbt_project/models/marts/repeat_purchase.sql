{{ repeat_purchase() }}
