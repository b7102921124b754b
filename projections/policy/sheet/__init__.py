"""The parameters of the sheet, a file for each part of the regulation; `schema.py` joins them."""
