"""Doing: what the regulation has people do, on forms that are made from the facts they state.

A form is described once, in `deeds`. What it asks follows from the declaration of its fact
(`fields`), what was filled in is read strictly (`filling`), shown with what it would change
(`trying`), and only then recorded, through the same checks and the same store as every POST
(`stating`).
"""
