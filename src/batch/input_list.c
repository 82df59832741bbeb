/* See input_list.h. */
#include "batch/input_list.h"

#include "batch/journal.h"
#include "batch/row_options.h"
#include "batch/text_table.h"
#include "media/address.h"

#include <stdio.h>
#include <string.h>

enum { ROW_MOST = 1000 };

typedef struct list {
    const char *path;
    char *folder;
    facs_text_table table;
    int64_t input, output; /* columns; -1 = there is none */
    int64_t first;         /* row with an input */
    facs_entries *all;
} list;

static facs_status no_memory(const list *from, facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", from->path);
}

/* one column and no name for it: a path a line */
static facs_status find_columns(list *from, facs_error *error)
{
    const facs_text_table *table = &from->table;
    from->input = facs_text_column(table, "input");
    from->output = facs_text_column(table, "output");
    from->first = 1;
    if (from->input < 0 && table->columns > 1)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "%s: line 1: no column is called input: it names the columns, one of them is to be "
                         "input, with the path of a video or picture in each row",
                         from->path);
    if (from->input < 0)
        from->input = from->first = 0;
    for (int64_t i = 0; from->first && i < table->columns; i++) {
        const char *name = facs_text_cell(table, 0, i);
        if (i != from->input && i != from->output && facs_journal_has_column(name))
            return facs_fail(error, FACS_E_ARGUMENT,
                             "%s: line 1: a column is called %s, as one of the manifest is: give it another name",
                             from->path, name);
        for (int64_t j = 0; j < i; j++)
            if (!name[0] || strcmp(facs_text_cell(table, 0, j), name) == 0)
                return facs_fail(error, FACS_E_ARGUMENT, "%s: line 1: '%s' names two columns, or none", from->path,
                                 name);
    }
    return FACS_OK;
}

/* "NAME=VALUE" behind what there is; false = too long, or white space in it */
static bool add_option(char row[ROW_MOST], const char *name, const char *value)
{
    const size_t used = strlen(row);
    const int more = snprintf(row + used, ROW_MOST - used, "%s%s=%s", used ? " " : "", name, value);
    return more > 0 && (size_t)more < ROW_MOST - used && !strpbrk(value, " \t\r\n");
}

static facs_status read_options(const list *from, int64_t row, char text[ROW_MOST], facs_error *error)
{
    const facs_text_table *table = &from->table;
    facs_extract_options unused;
    facs_row_texts texts;
    facs_error why = {0};
    text[0] = '\0';
    for (int64_t i = 0; from->first && i < table->columns; i++) {
        const char *option = facs_row_option(facs_text_cell(table, 0, i)), *value = facs_text_cell(table, row, i);
        if (option && i != from->input && value[0] && !add_option(text, option, value))
            return facs_fail(error, FACS_E_ARGUMENT, "%s: line %lld: %s: '%.200s' is not possible", from->path,
                             (long long)table->line[row], option, value);
    }
    facs_extract_options_init(&unused, sizeof unused);
    if (facs_row_options_apply(text, &unused, &texts, &why) == FACS_OK)
        return FACS_OK;
    return facs_fail(error, FACS_E_ARGUMENT, "%s: line %lld: %s", from->path, (long long)table->line[row], why.message);
}

static facs_status add_meta(const list *from, int64_t row, int64_t index, facs_error *error)
{
    const facs_text_table *table = &from->table;
    for (int64_t i = 0; from->first && i < table->columns; i++) {
        const char *name = facs_text_cell(table, 0, i);
        if (i == from->input || i == from->output || facs_row_option(name))
            continue;
        const int64_t column = facs_entries_column_index(from->all, name);
        if (column < 0 ||
            !facs_entry_set_meta(from->all, &from->all->item[index], column, facs_text_cell(table, row, i)))
            return no_memory(from, error);
    }
    return FACS_OK;
}

static facs_status add_row(const list *from, int64_t row, facs_error *error)
{
    const facs_env *env = &from->all->env;
    const char *input = facs_text_cell(&from->table, row, from->input);
    const char *output = from->output >= 0 ? facs_text_cell(&from->table, row, from->output) : "";
    char options[ROW_MOST];
    if (!input[0])
        return facs_fail(error, FACS_E_ARGUMENT, "%s: line %lld: names no input", from->path,
                         (long long)from->table.line[row]);
    facs_status status = read_options(from, row, options, error);
    if (status != FACS_OK)
        return status;
    const bool is_path = facs_input_kind_of(input) == FACS_INPUT_PATH;
    char *path = is_path ? facs_path_join(env, from->folder, input) : facs_strdup(env, input);
    facs_entry *entry = path ? facs_entries_add(from->all, path, output[0] ? output : input, options) : NULL;
    facs_free(env, path);
    if (!entry)
        return no_memory(from, error);
    entry->ordered = output[0] != '\0'; /* else it is named after what the list calls the input */
    return add_meta(from, row, from->all->count - 1, error);
}

facs_status facs_input_list_read(const facs_env *env, const char *path, facs_entries *all, facs_error *error)
{
    list from = {.path = path, .all = all};
    uint8_t *bytes;
    size_t count;
    facs_status status = facs_read_file(env, path, FACS_E_NOT_FOUND, &bytes, &count, error);
    if (status == FACS_OK)
        status = facs_text_table_list(env, path, bytes, count, &from.table, error);
    if (status != FACS_OK)
        return status;
    from.folder = facs_path_dirname(env, path);
    status = from.folder ? find_columns(&from, error) : no_memory(&from, error);
    if (status == FACS_OK && from.first == from.table.rows)
        status = facs_fail(error, FACS_E_ARGUMENT, "%s: line 1: names columns, and no line behind it an input", path);
    for (int64_t row = from.first; status == FACS_OK && row < from.table.rows; row++)
        status = add_row(&from, row, error);
    facs_free(env, from.folder);
    facs_text_table_free(&from.table);
    return status;
}
