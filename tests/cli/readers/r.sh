# needs: Rscript jsonlite python3
# the page's program, and what it got: the texts of the CSV
. "$cases/page.inc"
written
page R >program.R
cat >>program.R <<'P'

text <- read.csv("face.csv", colClasses = "character", check.names = FALSE)
stopifnot(nrow(table) == 30, nrow(faces) == 30, nrow(beh) == 30, nrow(good) == sum(text$success == "1"), nrow(good) > 20)
stopifnot(identical(names(table), names(text)), identical(names(beh), names(text)), identical(about$Columns, names(text)))
for (name in names(text)) {
    written <- as.numeric(text[[name]])
    stopifnot(identical(as.numeric(table[[name]]), written), identical(as.numeric(beh[[name]]), written))
}
stopifnot(is.integer(table$frame), is.numeric(table$AU12_r), is.logical(faces$success))
stopifnot(identical(faces$AU12_r, table$AU12_r), identical(lines$timestamp_s, table$timestamp))
stopifnot(identical(faces$x_px[[8]], as.numeric(table[8, paste0("x_", 0:67)])))
stopifnot(units[["x_0"]] == "px", units[["Z_67"]] == "mm", units[["pose_Rx"]] == "rad", units[["AU12_r"]] == "")
stopifnot(about$SamplingFrequency == 25, about$TaskName == "rest", nchar(about$success$Description) > 10)
P
Rscript --vanilla program.R
