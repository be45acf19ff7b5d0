"""What a class hands in: the files, a table for a spreadsheet, a page to read."""
