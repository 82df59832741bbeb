/* See table.h.
 *
 * One line is in memory at a time.  What is read may be anybody's: facsimile's CSV, OpenFace's, which has spaces behind its
 * commas, or no table at all.  No length is trusted: lines, columns and cells are bounded, a row has as many cells as the
 * first line has names, a cell is a number, True, False, nan or empty. */
#include "tables/table.h"

#include "base/number_read.h"
#include "result/schema.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#if FACS_HAVE_ZLIB
#include <zlib.h>
typedef gzFile stream;
#else
typedef FILE *stream;
#endif

/* OpenFace writes 714 columns; callers look names up one by one, so their number is kept where that is quick */
enum { LINE_MOST = 1 << 20, LINE_FIRST = 1 << 14, COLUMNS_MOST = 10000 };

struct facs_table {
    facs_env env;
    char *path;
    stream file;
    char *text; /* room bytes, and one more; filled from `at` to `end` */
    size_t room, at, end;
    bool over; /* the file has no more */
    char *header;
    const char **name; /* points into header */
    bool *wanted;
    int64_t columns, line;
};

static stream open_stream(const char *path)
{
#if FACS_HAVE_ZLIB
    return gzopen(path, "rb");
#else
    return fopen(path, "rb");
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

/* bytes read; -1 = the file, or what is packed in it, cannot be read */
static long read_stream(stream file, char *to, size_t room)
{
#if FACS_HAVE_ZLIB
    const int count = gzread(file, to, (unsigned)room);
    int code = Z_OK;
    gzerror(file, &code);
    return code == Z_OK || code == Z_STREAM_END ? count : -1;
#else
    const size_t count = fread(to, 1, room, file);
    return ferror(file) ? -1 : (long)count;
#endif
}

static facs_status no_memory(const facs_table *table, facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", table->path);
}

/* more bytes behind `end` */
static facs_status fill(facs_table *table, facs_error *error)
{
    memmove(table->text, table->text + table->at, table->end - table->at);
    table->end -= table->at;
    table->at = 0;
    if (table->end == table->room) {
        if (table->room == LINE_MOST)
            return facs_fail(error, FACS_E_MEDIA, "%s: line %lld: has more than %d bytes: it is no table of results",
                             table->path, (long long)table->line + 1, LINE_MOST);
        char *more = facs_regrow(&table->env, table->text, table->room + 1, 2 * table->room + 1);
        if (!more)
            return no_memory(table, error);
        table->text = more;
        table->room *= 2;
    }
    const long count = read_stream(table->file, table->text + table->end, table->room - table->end);
    if (count < 0)
        return facs_fail(error, FACS_E_MEDIA, "%s: line %lld: cannot be read: the file is damaged, or was cut short",
                         table->path, (long long)table->line + 1);
    table->end += (size_t)count;
    table->over = count == 0;
    return FACS_OK;
}

/* the next line, closed with a zero; FACS_END */
static facs_status next_line(facs_table *table, char **line, size_t *length, facs_error *error)
{
    size_t searched = 0;
    for (;;) {
        char *from = table->text + table->at, *end = memchr(from + searched, '\n', table->end - table->at - searched);
        if (!end && table->over && table->at == table->end)
            return FACS_END;
        if (end || table->over) {
            *line = from;
            *length = end ? (size_t)(end - from) : table->end - table->at;
            table->at += *length + (end != NULL);
            from[*length] = '\0';
            while (*length > 0 && (from[*length - 1] == '\r' || from[*length - 1] == ' '))
                from[--*length] = '\0';
            table->line++;
            return FACS_OK;
        }
        searched = table->end - table->at;
        const facs_status status = fill(table, error);
        if (status != FACS_OK)
            return status;
    }
}

/* "X3d_12" -> "X_12": a table with safe names is read as one with the usual ones, which are not longer */
static void make_usual(char *name)
{
    const facs_schema_line *line;
    for (int i = 0; (line = facs_schema_get(i)) != NULL; i++) {
        const char *safe_name = facs_schema_safe_name(line->name);
        const size_t safe = strlen(safe_name), usual = strlen(line->name);
        if (safe == usual || strncmp(name, safe_name, safe) != 0)
            continue;
        memcpy(name, line->name, usual);
        memmove(name + usual, name + safe, strlen(name + safe) + 1);
        return;
    }
}

/* cuts the names apart at commas and white space around them */
static facs_status split_header(facs_table *table, const char *line, facs_error *error)
{
    static const char mark[] = "\xEF\xBB\xBF";
    if (strncmp(line, mark, 3) == 0)
        line += 3;
    size_t columns = 1;
    for (const char *at = line; *at; at++)
        columns += *at == ',';
    table->header = facs_strdup(&table->env, line);
    table->name = columns <= COLUMNS_MOST ? facs_calloc(&table->env, columns, sizeof *table->name) : NULL;
    table->wanted = columns <= COLUMNS_MOST ? facs_calloc(&table->env, columns, sizeof *table->wanted) : NULL;
    if (columns <= COLUMNS_MOST && (!table->header || !table->name || !table->wanted))
        return no_memory(table, error);
    for (char *rest = columns <= COLUMNS_MOST ? table->header : NULL; rest;) {
        char *comma = strchr(rest, ',');
        if (comma)
            *comma = '\0';
        rest += strspn(rest, " ");
        rest[strcspn(rest, " ")] = '\0';
        make_usual(rest);
        table->wanted[table->columns] = true;
        table->name[table->columns++] = rest;
        rest = comma ? comma + 1 : NULL;
    }
    if (table->columns < 2 || !table->name[0][0])
        return facs_fail(error, FACS_E_MEDIA, "%s: does not start with a CSV header line", table->path);
    return FACS_OK;
}

facs_status facs_table_open(const facs_env *env, const char *path, facs_table **made, facs_error *error)
{
    facs_env own;
    struct stat info;
    char *line;
    size_t length;
    if (error)
        *error = (facs_error){0};
    if (!path || !made)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_table_open: path and table must be there");
    *made = NULL;
    facs_status status = facs_env_take(env, &own, error);
    if (status != FACS_OK)
        return status;
    errno = 0;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        errno = EISDIR;
    const stream file = errno ? NULL : open_stream(path);
    if (!file)
        return facs_fail(error, errno ? FACS_E_NOT_FOUND : FACS_E_MEMORY, "%s: cannot be read: %s", path,
                         strerror(errno ? errno : ENOMEM));
    facs_table *table = facs_calloc(&own, 1, sizeof *table);
    if (!table) {
        close_stream(file);
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    }
    *table = (facs_table){.env = own, .file = file, .room = LINE_FIRST};
    table->path = facs_strdup(&own, path);
    table->text = facs_calloc(&own, 1, LINE_FIRST + 1);
    status = table->path && table->text ? next_line(table, &line, &length, error)
                                        : facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    if (status == FACS_END)
        status = facs_fail(error, FACS_E_MEDIA, "%s: does not start with a CSV header line: it is empty", path);
    if (status == FACS_OK)
        status = split_header(table, line, error);
    if (status == FACS_OK)
        *made = table;
    else
        facs_table_close(&table);
    return status;
}

void facs_table_close(facs_table **table)
{
    if (!table || !*table)
        return;
    const facs_env env = (*table)->env;
    close_stream((*table)->file);
    facs_free(&env, (*table)->path);
    facs_free(&env, (*table)->text);
    facs_free(&env, (*table)->header);
    facs_free(&env, (*table)->name);
    facs_free(&env, (*table)->wanted);
    facs_free(&env, *table);
    *table = NULL;
}

int64_t facs_table_columns(const facs_table *table)
{
    return table ? table->columns : 0;
}

const char *facs_table_name(const facs_table *table, int64_t column)
{
    return table && column >= 0 && column < table->columns ? table->name[column] : NULL;
}

void facs_table_want(facs_table *table, int64_t column, bool wanted)
{
    table->wanted[column] = wanted;
}

int64_t facs_table_line(const facs_table *table)
{
    return table->line;
}

/* is the cell this word, in any case? */
static bool is_word(const char *cell, size_t length, const char *word)
{
    return strlen(word) == length && strncasecmp(cell, word, length) == 0;
}

static bool parse_cell(const char *cell, const char *end, double *value)
{
    static const struct {
        const char *word;
        double value;
    } words[] = {{"true", 1},       {"false", 0},        {"nan", (double)NAN},      {"-nan", (double)NAN},
                 {"inf", INFINITY}, {"-inf", -INFINITY}, {"-nan(ind)", (double)NAN}};
    while (cell < end && *cell == ' ')
        cell++;
    while (cell < end && end[-1] == ' ')
        end--;
    *value = (double)NAN;
    if (cell == end || facs_decimal_f64((const uint8_t *)cell, (const uint8_t *)end, value) == (const uint8_t *)end)
        return true;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (is_word(cell, (size_t)(end - cell), words[i].word)) {
            *value = words[i].value;
            return true;
        }
    return false;
}

facs_status facs_table_next(facs_table *table, double *values, facs_error *error)
{
    char *line = NULL;
    size_t length = 0;
    if (!table || !values)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_table_next: table and values must be there");
    do {
        const facs_status status = next_line(table, &line, &length, error);
        if (status != FACS_OK)
            return status;
    } while (length == 0);
    const char *const end = line + length;
    int64_t wrong = -1;
    for (int64_t i = 0; i < table->columns && wrong < 0; i++) {
        const char *comma = line <= end ? memchr(line, ',', (size_t)(end - line)) : NULL;
        const bool last = i + 1 == table->columns;
        values[i] = (double)NAN;
        if ((comma == NULL) != last || (table->wanted[i] && !parse_cell(line, last ? end : comma, &values[i])))
            wrong = i;
        line += comma ? comma - line + 1 : 0;
    }
    if (wrong < 0)
        return FACS_OK;
    return facs_fail(error, FACS_E_MEDIA,
                     "%s: line %lld: expected %lld numbers with commas between them, found something else in column "
                     "%lld",
                     table->path, (long long)table->line, (long long)table->columns, (long long)wrong + 1);
}
