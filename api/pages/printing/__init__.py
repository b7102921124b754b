"""Official forms as PDF, set by typst from the answers that pages and data show."""
