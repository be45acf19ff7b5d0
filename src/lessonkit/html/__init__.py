"""What is shown without a script: actors, stakes, key terms, tables."""
