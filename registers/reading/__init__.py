"""Files into rows: opening (book, xlsx, old_xls, delimited), headings, data lines, and the proposal of what each column is. Pure, no database."""
