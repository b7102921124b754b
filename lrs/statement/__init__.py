"""The statement of xAPI: its form, its checks, its versions; pure."""
