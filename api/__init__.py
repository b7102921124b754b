"""HTTP and the command line: parse, call, render."""
