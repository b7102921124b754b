"""The words that facts are said with: IRIs, kinds of data, closed lists, names of persons."""
