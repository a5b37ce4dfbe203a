"""Records to files that spreadsheets and data frames read: CSV, XLSX, JSON lines, Parquet."""
