/* Tables of text: rows of cells, with tabs or commas between them.
 *
 * Two kinds.  Lists that people write (CSV, TSV as spreadsheets save them): quotes around cells, "" for one inside, line
 * ends of any system, a byte order mark.  Manifests, which we write: tabs, one row a line, \t \n \r \\ for what would break
 * it; the last line counts only when it ends, since a process may have been killed while it wrote it. */
#ifndef FACS_BATCH_TEXT_TABLE_H
#define FACS_BATCH_TEXT_TABLE_H

#include "base/base.h"

/** Begin with zeros. */
typedef struct facs_text_table {
    facs_env env;
    char *text;            /**< that cells point into */
    const char **cell;     /**< rows * columns, the first row too */
    int64_t rows, columns; /**< columns: of the first row */
    int64_t *line;         /**< of each row, from 1 */
} facs_text_table;

/** A list.  Tabs in the first line make it TSV, else it is CSV.  Empty lines are left out.  FACS_E_ARGUMENT: a row has
 *  another number of cells than the first, a quote that does not end, a zero byte; FACS_E_MEMORY.
 *  @param name  for messages
 *  @param bytes `count` of them and one more; taken over, whatever happens; facs_free() */
facs_status facs_text_table_list(const facs_env *env, const char *name, uint8_t *bytes, size_t count,
                                 facs_text_table *table, facs_error *error);
/** A manifest, from its line of column names on; likewise.  A row that is cut off is left out. */
facs_status facs_text_table_manifest(const facs_env *env, const char *name, uint8_t *bytes, size_t count,
                                     facs_text_table *table, facs_error *error);
void facs_text_table_free(facs_text_table *table);

static inline const char *facs_text_cell(const facs_text_table *table, int64_t row, int64_t column)
{
    return table->cell[row * table->columns + column];
}
/** Number of the column of that name; -1 = there is none. */
int64_t facs_text_column(const facs_text_table *table, const char *name);

/** Text that grows.  Begin with the environment (resolved) and zeros. */
typedef struct facs_growing {
    facs_env env;
    char *text; /**< facs_free() */
    size_t length, room;
    bool no_memory; /**< the text is not whole */
} facs_growing;

void facs_growing_add(facs_growing *to, const char *text, size_t length);
/** A cell of a manifest, behind a tab unless it is the first of its line. */
void facs_growing_cell(facs_growing *to, const char *text);
void facs_growing_integer(facs_growing *to, int64_t value);
/** With six decimals; an empty cell when it is not finite. */
void facs_growing_seconds(facs_growing *to, double value);

#endif
