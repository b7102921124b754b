"""Our xAPI Profile, made from the facts: how one is written as a statement, and the templates."""
