"""Spreadsheets as offices fill them in: their kinds, templates, reading, and what is wrong."""
