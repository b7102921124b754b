"""Pages for people: server-rendered, complete without script, in Chinese and English.

A page is made of the very answers that programs get: an address asked by a browser gives the page,
asked for JSON, CSV or XLSX the data. Texts are in `texts/`, templates in `templates/`.
"""
