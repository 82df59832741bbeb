/* See journal.h. */
#include "batch/journal.h"

#include "base/descriptor.h"
#include "base/number_read.h"
#include "base/whole_file.h"
#include "base/write_failure.h"
#include "batch/text_table.h"

#include <errno.h>
#include <math.h>
#include <string.h>

enum {
    INPUT,
    OUTPUT,
    STATE,
    CODE,
    REASON,
    FRAMES,
    WITH_FACE,
    SECONDS,
    CPU_SECONDS,
    INPUT_BYTES,
    INPUT_TIME,
    INPUT_HASH,
    OUTPUT_BYTES,
    OUTPUT_HASH,
    STARTS,
    ROW_OPTIONS,
    COLUMNS
};
static const char *const names[COLUMNS] = {
    [INPUT] = "input",
    [OUTPUT] = "output",
    [STATE] = "state",
    [CODE] = "code",
    [REASON] = "reason",
    [FRAMES] = "frames",
    [WITH_FACE] = "frames_with_face",
    [SECONDS] = "seconds",
    [CPU_SECONDS] = "cpu_seconds",
    [INPUT_BYTES] = "input_bytes",
    [INPUT_TIME] = "input_time_ns",
    [INPUT_HASH] = "input_sha256",
    [OUTPUT_BYTES] = "output_bytes",
    [OUTPUT_HASH] = "output_sha256",
    [STARTS] = "starts",
    [ROW_OPTIONS] = "row_options",
};
enum { STATUSES = 64, HASH_DIGITS = FACS_HASH_TEXT - 1 };

bool facs_journal_has_column(const char *name)
{
    for (int i = 0; i < COLUMNS; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* ---- in ---- */

typedef struct reading {
    const char *path;
    facs_text_table table;
    int64_t column[COLUMNS];
    int64_t *meta; /* number in the entries of each column of the table; -1 = it is one of ours */
    facs_entries *all;
} reading;

static bool read_integer(const char *text, int64_t *value)
{
    *value = 0;
    for (; *text >= '0' && *text <= '9'; text++) {
        const int digit = *text - '0';
        if (*value > (INT64_MAX - digit) / 10)
            return false;
        *value = 10 * *value + digit;
    }
    return *text == '\0';
}

static bool read_seconds(const char *text, double *value)
{
    const uint8_t *from = (const uint8_t *)text, *end = from + strlen(text);
    *value = NAN;
    return from == end || (facs_decimal_f64(from, end, value) == end && *value >= 0);
}

static bool read_hash(const char *text, char hash[FACS_HASH_TEXT])
{
    const size_t length = strlen(text);
    if (length != 0 && (length != HASH_DIGITS || strspn(text, "0123456789abcdef") != length))
        return false;
    memcpy(hash, text, length + 1);
    return true;
}

static bool read_state(const char *text, facs_batch_state *state)
{
    for (*state = FACS_BATCH_WAITING; *state <= FACS_BATCH_FAILED; ++*state)
        if (strcmp(text, facs_batch_state_name(*state)) == 0)
            return true;
    return false;
}

static bool read_code(const char *text, facs_status *status)
{
    *status = FACS_OK;
    if (!text[0])
        return true;
    for (int i = 0; i < STATUSES; i++) {
        *status = (facs_status)-i;
        if (strcmp(text, facs_status_name(*status)) == 0)
            return true;
    }
    return false;
}

/* below the folder of the batch */
static bool is_below(const char *path)
{
    for (const char *at = path; at; at = strchr(at, '/') ? strchr(at, '/') + 1 : NULL)
        if (at[0] == '/' || !at[0] || (at[0] == '.' && (at[1] == '/' || !at[1])) ||
            (at[0] == '.' && at[1] == '.' && (at[2] == '/' || !at[2])))
            return false;
    return true;
}

static const char *cell(const reading *from, int64_t row, int which)
{
    return facs_text_cell(&from->table, row, from->column[which]);
}

/* the first column that holds what is impossible; COLUMNS = none */
static int take_row(const reading *from, int64_t row, facs_entry *entry)
{
    if (!read_state(cell(from, row, STATE), &entry->state))
        return STATE;
    if (!read_code(cell(from, row, CODE), &entry->status))
        return CODE;
    int64_t *const integer[COLUMNS] = {[FRAMES] = &entry->frames,           [WITH_FACE] = &entry->with_face,
                                       [INPUT_BYTES] = &entry->input_bytes, [OUTPUT_BYTES] = &entry->output_bytes,
                                       [STARTS] = &entry->starts,           [INPUT_TIME] = &entry->input_time};
    for (int i = 0; i < COLUMNS; i++)
        if (integer[i] && !read_integer(cell(from, row, i), integer[i]))
            return i;
    if (!read_seconds(cell(from, row, SECONDS), &entry->wall))
        return SECONDS;
    if (!read_seconds(cell(from, row, CPU_SECONDS), &entry->cpu))
        return CPU_SECONDS;
    if (!read_hash(cell(from, row, INPUT_HASH), entry->input_hash))
        return INPUT_HASH;
    if (!read_hash(cell(from, row, OUTPUT_HASH), entry->output_hash))
        return OUTPUT_HASH;
    return is_below(entry->output) ? COLUMNS : OUTPUT;
}

static facs_status no_memory(const char *path, facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
}

static facs_status read_row(const reading *from, int64_t row, facs_error *error)
{
    facs_entries *all = from->all;
    facs_entry *entry =
        facs_entries_add(all, cell(from, row, INPUT), cell(from, row, OUTPUT), cell(from, row, ROW_OPTIONS));
    if (!entry || !facs_entry_set_reason(all, entry, cell(from, row, REASON)))
        return no_memory(from->path, error);
    const int wrong = take_row(from, row, entry);
    if (wrong < COLUMNS)
        return facs_fail(error, FACS_E_OUTPUT, "%s: line %lld: %s: '%.100s' is not possible: the manifest is damaged",
                         from->path, (long long)from->table.line[row], names[wrong], cell(from, row, wrong));
    for (int64_t i = 0; i < from->table.columns; i++)
        if (from->meta[i] >= 0 && facs_text_cell(&from->table, row, i)[0] &&
            !facs_entry_set_meta(all, entry, from->meta[i], facs_text_cell(&from->table, row, i)))
            return no_memory(from->path, error);
    return FACS_OK;
}

static facs_status find_columns(reading *from, facs_error *error)
{
    const facs_text_table *table = &from->table;
    for (int i = 0; i < COLUMNS; i++) {
        from->column[i] = facs_text_column(table, names[i]);
        if (from->column[i] < 0)
            return facs_fail(error, FACS_E_OUTPUT, "%s: line 2: there is no column %s: the manifest is damaged",
                             from->path, names[i]);
    }
    from->meta = facs_calloc(&table->env, (size_t)table->columns, sizeof *from->meta);
    if (!from->meta)
        return no_memory(from->path, error);
    for (int64_t i = 0; i < table->columns; i++) {
        const bool ours = facs_journal_has_column(facs_text_cell(table, 0, i));
        from->meta[i] = ours ? -1 : facs_entries_column_index(from->all, facs_text_cell(table, 0, i));
        if (!ours && from->meta[i] < 0)
            return no_memory(from->path, error);
    }
    return FACS_OK;
}

/* of several rows with the same output the last */
static facs_status keep_last(const char *path, facs_entries *all, facs_error *error)
{
    bool *keep = facs_calloc(&all->env, (size_t)all->count + 1, sizeof *keep);
    if (!keep)
        return no_memory(path, error);
    facs_entries_sort(all);
    for (int64_t i = 0; i < all->count; i++)
        keep[i] = i + 1 == all->count || strcmp(all->item[i].output, all->item[i + 1].output) != 0;
    facs_entries_keep(all, keep);
    facs_free(&all->env, keep);
    return FACS_OK;
}

static facs_status read_all(reading *from, uint8_t *bytes, size_t count, facs_error *error)
{
    const facs_env *env = &from->all->env;
    facs_status status = facs_text_table_manifest(env, from->path, bytes, count, &from->table, error);
    if (status == FACS_E_ARGUMENT) { /* of a list somebody wrote it would be */
        status = FACS_E_OUTPUT;
        if (error)
            error->status = status;
    }
    if (status != FACS_OK)
        return status;
    status = find_columns(from, error);
    for (int64_t row = 1; status == FACS_OK && row < from->table.rows; row++)
        status = read_row(from, row, error);
    facs_free(env, from->meta);
    facs_text_table_free(&from->table);
    return status == FACS_OK ? keep_last(from->path, from->all, error) : status;
}

facs_status facs_journal_read(const char *path, facs_entries *all, char **head, facs_error *error)
{
    const size_t mark = strlen(FACS_JOURNAL_MARK);
    uint8_t *bytes;
    size_t count;
    facs_status status = facs_read_file(&all->env, path, FACS_E_NOT_FOUND, &bytes, &count, error);
    if (status != FACS_OK)
        return status;
    const char *text = (const char *)bytes, *end = memchr(bytes, '\n', count);
    if (!end || (size_t)(end - text) < mark || memcmp(text, FACS_JOURNAL_MARK, mark) != 0 ||
        (text[mark] != '\t' && text[mark] != '\n') || memchr(text, 0, (size_t)(end - text))) {
        facs_free(&all->env, bytes);
        return facs_fail(error, FACS_E_OUTPUT,
                         "%s: line 1: is no manifest of this version, which begins with %s: name another folder or "
                         "another --manifest",
                         path, FACS_JOURNAL_MARK);
    }
    *head = facs_calloc(&all->env, (size_t)(end - text) + 1, 1);
    if (!*head) {
        facs_free(&all->env, bytes);
        return no_memory(path, error);
    }
    memcpy(*head, text, (size_t)(end - text));
    reading from = {.path = path, .all = all};
    status = read_all(&from, bytes, count, error);
    if (status != FACS_OK) {
        facs_free(&all->env, *head);
        *head = NULL;
    }
    return status;
}

/* ---- out ---- */

static void add_row(facs_growing *to, const facs_entries *all, const facs_entry *entry)
{
    facs_growing_cell(to, entry->input);
    facs_growing_cell(to, entry->output);
    facs_growing_cell(to, facs_batch_state_name(entry->state));
    facs_growing_cell(to, entry->status == FACS_OK ? "" : facs_status_name(entry->status));
    facs_growing_cell(to, entry->reason ? entry->reason : "");
    facs_growing_integer(to, entry->frames);
    facs_growing_integer(to, entry->with_face);
    facs_growing_seconds(to, entry->wall);
    facs_growing_seconds(to, entry->cpu);
    facs_growing_integer(to, entry->input_bytes);
    facs_growing_integer(to, entry->input_time);
    facs_growing_cell(to, entry->input_hash);
    facs_growing_integer(to, entry->output_bytes);
    facs_growing_cell(to, entry->output_hash);
    facs_growing_integer(to, entry->starts);
    facs_growing_cell(to, entry->row);
    for (int64_t i = 0; i < all->columns; i++)
        facs_growing_cell(to, entry->meta && entry->meta[i] ? entry->meta[i] : "");
    facs_growing_add(to, "\n", 1);
}

facs_status facs_journal_write(const char *path, const char *head, const facs_entries *all, bool only_failed,
                               facs_error *error)
{
    facs_growing text = {.env = all->env};
    facs_growing_add(&text, head, strlen(head));
    facs_growing_add(&text, "\n", 1);
    for (int i = 0; i < COLUMNS; i++)
        facs_growing_cell(&text, names[i]);
    for (int64_t i = 0; i < all->columns; i++)
        facs_growing_cell(&text, all->column[i]);
    facs_growing_add(&text, "\n", 1);
    for (int64_t i = 0; i < all->count; i++)
        if (!only_failed || all->item[i].state == FACS_BATCH_FAILED)
            add_row(&text, all, &all->item[i]);
    facs_whole_file file;
    facs_status status = text.no_memory ? no_memory(path, error) : facs_whole_open(&all->env, path, NULL, &file, error);
    if (status == FACS_OK) {
        status = facs_whole_write(&file, text.text, text.length, error);
        if (status == FACS_OK)
            status = facs_whole_commit(&file, error);
        else
            facs_whole_abandon(&file, false);
    }
    facs_free(&all->env, text.text);
    return status;
}

facs_status facs_journal_note(int file, const char *path, const facs_entries *all, const facs_entry *entry,
                              facs_error *error)
{
    facs_growing text = {.env = all->env};
    add_row(&text, all, entry);
    facs_status status = text.no_memory ? no_memory(path, error) : FACS_OK;
    if (status == FACS_OK && facs_write_all(file, text.text, text.length) != text.length)
        status = facs_write_failure(error, path, errno, NULL);
    facs_free(&all->env, text.text);
    return status;
}
