"""Learning within a class: problems, tests, blocks, electives, reading club."""
