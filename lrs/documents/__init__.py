"""Documents of the State and profile resources, and the files of statements."""
