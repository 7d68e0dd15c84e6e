# Every table as one JSON object of columns, read by the function of docs/r.md, which stands before this in one script.
# Dates are days and moments seconds since 1970; numbers that are no integers are written with all their digits.
plain <- function(values) {
  if (inherits(values, "Date")) return(as.integer(values))
  if (inherits(values, "POSIXct")) values <- as.numeric(values)
  if (is.double(values)) ifelse(is.na(values), NA, sprintf("%.17g", values))
  else values
}
tables <- dbGetQuery(db, "select distinct table_name from dictionary where column_name is not null")$table_name
dumped <- lapply(setNames(tables, tables), function(name) lapply(read_table(name), plain))
cat(toJSON(dumped, na = "null", digits = NA))
