/* See text_table.h.  Cells are made in the text itself: what is read is never shorter than what it says. */
#include "batch/text_table.h"

#include "base/number_write.h"

#include <math.h>
#include <string.h>

enum { COLUMNS_MOST = 1000 };

typedef struct reader {
    facs_text_table *table;
    const char *name;
    char separator;
    bool manifest;
    char *at, *end;         /* of the text */
    int64_t line, row_line; /* the next one, the first of the row */
    size_t cells, cell_room, line_room;
} reader;

void facs_text_table_free(facs_text_table *table)
{
    if (table->env.free) {
        facs_free(&table->env, table->text);
        facs_free(&table->env, table->cell);
        facs_free(&table->env, table->line);
    }
    *table = (facs_text_table){.text = NULL};
}

static facs_status no_memory(const reader *from, facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", from->name);
}

static bool add_cell(reader *from, const char *cell)
{
    facs_text_table *table = from->table;
    if (from->cells == from->cell_room) {
        const size_t room = from->cell_room ? 2 * from->cell_room : 256, each = sizeof *table->cell;
        const char **grown = facs_regrow(&table->env, table->cell, from->cell_room * each, room * each);
        if (!grown)
            return false;
        table->cell = grown;
        from->cell_room = room;
    }
    table->cell[from->cells++] = cell;
    return true;
}

static bool add_row(reader *from, int64_t line)
{
    facs_text_table *table = from->table;
    if ((size_t)table->rows == from->line_room) {
        const size_t room = from->line_room ? 2 * from->line_room : 64, each = sizeof *table->line;
        int64_t *grown = facs_regrow(&table->env, table->line, from->line_room * each, room * each);
        if (!grown)
            return false;
        table->line = grown;
        from->line_room = room;
    }
    table->line[table->rows++] = line;
    return true;
}

static bool ends_cell(const reader *from, const char *at)
{
    return at == from->end || *at == from->separator || *at == '\n' ||
           (!from->manifest && *at == '\r' && (at + 1 == from->end || at[1] == '\n'));
}

/* in quotes; the place behind them, NULL = they do not end */
static char *read_quoted(reader *from, char **to)
{
    for (char *at = from->at + 1; at < from->end; at++) {
        if (*at == '"' && at + 1 < from->end && at[1] == '"')
            *(*to)++ = *at++;
        else if (*at == '"')
            return at + 1;
        else
            *(*to)++ = *at;
        from->line += *at == '\n';
    }
    return NULL;
}

/* without quotes; of lists bytes are what they are */
static char *read_plain(reader *from, char **to)
{
    char *at = from->at;
    for (; !ends_cell(from, at); at++) {
        char byte = *at;
        if (from->manifest && byte == '\\' && at + 1 < from->end && !ends_cell(from, at + 1)) {
            byte = *++at;
            byte = (char)(byte == 't' ? '\t' : byte == 'n' ? '\n' : byte == 'r' ? '\r' : byte);
        }
        *(*to)++ = byte;
    }
    return at;
}

/* One cell; *last = the row ends with it. */
static facs_status read_cell(reader *from, bool *last, facs_error *error)
{
    char *cell = from->at, *to = cell, *behind;
    const bool quoted = !from->manifest && cell < from->end && *cell == '"';
    if (quoted)
        behind = read_quoted(from, &to);
    else
        behind = read_plain(from, &to);
    if (!behind || !ends_cell(from, behind))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: line %lld: a quote that does not end, or something behind it",
                         from->name, (long long)from->row_line);
    *last = behind == from->end || *behind != from->separator;
    from->at = behind;
    if (behind < from->end && *behind == '\r')
        from->at++;
    if (from->at < from->end)
        from->at++; /* the separator, or the line's end */
    *to = '\0';     /* at the latest where the separator was, or the closing zero */
    return add_cell(from, cell) ? FACS_OK : no_memory(from, error);
}

static facs_status read_row(reader *from, facs_error *error)
{
    facs_text_table *table = from->table;
    const size_t first = from->cells;
    const int64_t line = from->row_line = from->line++;
    facs_status status = FACS_OK;
    for (bool last = false; !last && status == FACS_OK;)
        status = read_cell(from, &last, error);
    if (status != FACS_OK)
        return status;
    const int64_t count = (int64_t)(from->cells - first);
    if (table->rows == 0)
        table->columns = count;
    if (count != table->columns || count > COLUMNS_MOST)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: line %lld: has %lld cells, the first %lld (at most %d): %s",
                         from->name, (long long)line, (long long)count, (long long)table->columns, COLUMNS_MOST,
                         from->manifest ? "the file is damaged" : "each line needs one for each name in the first");
    return add_row(from, line) ? FACS_OK : no_memory(from, error);
}

static bool is_empty_line(const reader *from)
{
    return !from->manifest &&
           (*from->at == '\n' || (*from->at == '\r' && from->at + 1 < from->end && from->at[1] == '\n'));
}

static facs_status read_rows(reader *from, facs_error *error)
{
    facs_status status = FACS_OK;
    while (status == FACS_OK && from->at < from->end) {
        if (is_empty_line(from)) {
            from->at += *from->at == '\r' ? 2 : 1;
            from->line++;
        } else {
            status = read_row(from, error);
        }
    }
    if (status == FACS_OK && from->table->rows == 0)
        status = facs_fail(error, FACS_E_ARGUMENT, "%s: line 1: is missing: it names the columns", from->name);
    return status;
}

static facs_status read_table(reader *from, const facs_env *env, uint8_t *bytes, size_t count, facs_error *error)
{
    facs_text_table *table = from->table;
    *table = (facs_text_table){.env = *env, .text = (char *)bytes};
    facs_status status = FACS_OK;
    if (memchr(bytes, 0, count))
        status = facs_fail(error, FACS_E_ARGUMENT,
                           "%s: line 1: a zero byte is somewhere: it is no table of text (UTF-8)", from->name);
    if (status == FACS_OK)
        status = read_rows(from, error);
    if (status != FACS_OK)
        facs_text_table_free(table);
    return status;
}

facs_status facs_text_table_list(const facs_env *env, const char *name, uint8_t *bytes, size_t count,
                                 facs_text_table *table, facs_error *error)
{
    char *text = (char *)bytes;
    const bool mark = count >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;
    const char *line = memchr(text, '\n', count), *tab = memchr(text, '\t', line ? (size_t)(line - text) : count);
    reader from = {.table = table,
                   .name = name,
                   .separator = (char)(tab ? '\t' : ','),
                   .at = text + (mark ? 3 : 0),
                   .end = text + count,
                   .line = 1};
    return read_table(&from, env, bytes, count, error);
}

facs_status facs_text_table_manifest(const facs_env *env, const char *name, uint8_t *bytes, size_t count,
                                     facs_text_table *table, facs_error *error)
{
    char *text = (char *)bytes;
    while (count > 0 && text[count - 1] != '\n')
        count--;
    const char *first = memchr(text, '\n', count);
    reader from = {.table = table,
                   .name = name,
                   .separator = '\t',
                   .manifest = true,
                   .at = first ? text + (first - text) + 1 : text + count,
                   .end = text + count,
                   .line = 2};
    return read_table(&from, env, bytes, count, error);
}

int64_t facs_text_column(const facs_text_table *table, const char *name)
{
    for (int64_t i = 0; i < table->columns; i++)
        if (strcmp(facs_text_cell(table, 0, i), name) == 0)
            return i;
    return -1;
}

/* ---- out ---- */

void facs_growing_add(facs_growing *to, const char *text, size_t length)
{
    if (to->length + length + 1 > to->room && !to->no_memory) {
        size_t room = to->room ? to->room : 1024;
        while (room < to->length + length + 1)
            room *= 2;
        char *grown = facs_regrow(&to->env, to->text, to->room, room);
        to->no_memory = !grown;
        if (grown) {
            to->text = grown;
            to->room = room;
        }
    }
    if (to->no_memory)
        return;
    memcpy(to->text + to->length, text, length);
    to->length += length;
    to->text[to->length] = '\0';
}

static void separate(facs_growing *to)
{
    if (to->length > 0 && to->text[to->length - 1] != '\n')
        facs_growing_add(to, "\t", 1);
}

void facs_growing_cell(facs_growing *to, const char *text)
{
    separate(to);
    for (; *text; text++) {
        const char *escaped = *text == '\t'   ? "\\t"
                              : *text == '\n' ? "\\n"
                              : *text == '\r' ? "\\r"
                              : *text == '\\' ? "\\\\"
                                              : NULL;
        facs_growing_add(to, escaped ? escaped : text, escaped ? 2 : 1);
    }
}

void facs_growing_integer(facs_growing *to, int64_t value)
{
    char text[FACS_SHORTEST_WIDTH];
    separate(to);
    facs_growing_add(to, text, (size_t)(facs_decimal_integer(text, value) - text));
}

void facs_growing_seconds(facs_growing *to, double value)
{
    char text[FACS_DECIMAL_WIDTH];
    separate(to);
    if (isfinite(value))
        facs_growing_add(to, text, (size_t)(facs_decimal_fixed(text, value, 6) - text));
}
