/* Reading CSV files. */
#include "table.h"

#include "cli.h"

#include <facsimile/facsimile.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#if FACS_HAVE_ZLIB
#include <zlib.h>
typedef gzFile stream;
#else
typedef FILE *stream;
#endif

/* OpenFace writes 714 columns; names are looked up one by one, so their number is kept where that is quick */
enum { LINE_MAX_BYTES = 1 << 20, COLUMNS_MAX = 10000 };

static stream open_stream(const char *path)
{
#if FACS_HAVE_ZLIB
    return gzopen(path, "rb");
#else
    return fopen(path, "rb");
#endif
}

static bool get_line(stream file, char *line)
{
#if FACS_HAVE_ZLIB
    return gzgets(file, line, LINE_MAX_BYTES) != NULL;
#else
    return fgets(line, LINE_MAX_BYTES, file) != NULL;
#endif
}

static void close_stream(stream file)
{
#if FACS_HAVE_ZLIB
    gzclose(file);
#else
    fclose(file);
#endif
}

/* "X3d_12" -> "X_12": a table with safe names is read as one with the usual ones, which are not longer */
static void make_usual(char *name)
{
    facs_column column = {.size = sizeof column};
    for (int i = 0; facs_column_get(i, &column); i++) {
        const size_t safe = strlen(column.safe_name), usual = strlen(column.name);
        if (safe == usual || strncmp(name, column.safe_name, safe) != 0)
            continue;
        memcpy(name, column.name, usual);
        memmove(name + usual, name + safe, strlen(name + safe) + 1);
        return;
    }
}

/* cuts the names apart at commas and white space around them */
static bool split_header(table *read, const char *line)
{
    read->header = strdup(line);
    size_t commas = 0;
    for (const char *at = line; *at; at++)
        commas += *at == ',';
    if (!read->header || commas >= COLUMNS_MAX)
        return false;
    read->name = calloc(commas + 1, sizeof *read->name);
    if (!read->name)
        return false;
    char *rest = read->header;
    while (rest) {
        char *comma = strchr(rest, ',');
        if (comma)
            *comma = '\0';
        rest += strspn(rest, " ");
        rest[strcspn(rest, " \r\n")] = '\0';
        make_usual(rest);
        read->name[read->columns++] = rest;
        rest = comma ? comma + 1 : NULL;
    }
    return read->columns > 1 && read->name[0][0];
}

/* a number, True or False, or nothing; where it ends, NULL = it is something else */
static const char *parse_cell(const char *cell, double *value)
{
    char *end;
    *value = strtod(cell, &end);
    if (end > cell)
        return end;
    cell += strspn(cell, " ");
    for (int i = 0; i < 2; i++) {
        const char *word = i ? "true" : "false";
        if (strncasecmp(cell, word, strlen(word)) == 0) {
            *value = i;
            return cell + strlen(word);
        }
    }
    *value = (double)NAN;
    return strchr(",\r\n", *cell) ? cell : NULL;
}

/* number of the first column, from 1, that holds no value or is not where the line ends; 0 = all is well */
static int parse_row(const char *line, double *values, int columns)
{
    for (int i = 0; i < columns; i++) {
        const char *end = parse_cell(line, &values[i]);
        if (!end)
            return i + 1;
        end += strspn(end, " \r\n");
        if (*end != (i + 1 < columns ? ',' : '\0'))
            return i + 1;
        line = end + 1;
    }
    return 0;
}

static int read_rows(stream file, const char *path, char *line, table *read)
{
    size_t room = 0, columns = (size_t)read->columns;
    for (size_t number = 2; get_line(file, line); number++) {
        if (line[strspn(line, " \r\n")] == '\0')
            continue;
        if (read->rows == room) {
            room = room ? 2 * room : 4; /* a row can be long and the only one */
            double *more = realloc(read->values, room * columns * sizeof *more);
            if (!more) {
                complain("%s: out of memory", path);
                return EXIT_OTHER;
            }
            read->values = more;
        }
        int wrong = parse_row(line, read->values + read->rows * columns, read->columns);
        if (wrong) {
            complain("%s: line %zu: expected %zu numbers with commas between them, found something else in column %d",
                     path, number, columns, wrong);
            return EXIT_INPUT_DAMAGED;
        }
        read->rows++;
    }
    return EXIT_FINE;
}

int table_read(const char *path, table *read)
{
    memset(read, 0, sizeof *read);
    errno = 0;
    struct stat info;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        errno = EISDIR;
    stream file = errno ? NULL : open_stream(path);
    if (!file) {
        complain("%s: cannot be read: %s", path, strerror(errno ? errno : ENOMEM));
        return errno ? EXIT_INPUT_MISSING : EXIT_OTHER;
    }
    char *line = malloc(LINE_MAX_BYTES);
    int status = line ? EXIT_FINE : EXIT_OTHER;
    if (!line) {
        complain("%s: out of memory", path);
    } else if (!get_line(file, line) || !split_header(read, line)) {
        complain("%s: does not start with a CSV header line", path);
        status = EXIT_INPUT_DAMAGED;
    }
    if (status == EXIT_FINE)
        status = read_rows(file, path, line, read);
    free(line);
    close_stream(file);
    if (status != EXIT_FINE)
        table_free(read);
    return status;
}

void table_free(table *read)
{
    free(read->header);
    free(read->name);
    free(read->values);
    memset(read, 0, sizeof *read);
}

int table_column(const table *read, const char *name)
{
    for (int i = 0; i < read->columns; i++)
        if (strcmp(read->name[i], name) == 0)
            return i;
    return -1;
}

double table_value(const table *read, size_t row, int column)
{
    return read->values[row * (size_t)read->columns + (size_t)column];
}
