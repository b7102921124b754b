"""The pages in a real browser: `make test-pages`, which installs what it needs.

`make test` does not come here: a browser and Playwright are not everywhere.
"""
