"""Our xAPI Profile: the words of the facts, and how a fact is written as a statement."""
