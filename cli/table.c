/* CSV files in memory; the library reads their rows. */
#include "table.h"

#include "cli.h"

#include <facsimile/facsimile.h>

#include <stdlib.h>
#include <string.h>

/* false = no memory */
static bool take_names(table *read, const facs_table *from)
{
    const int64_t columns = facs_table_columns(from);
    read->name = calloc((size_t)columns, sizeof *read->name);
    for (int64_t i = 0; read->name && i < columns; i++) {
        read->name[i] = strdup(facs_table_name(from, i));
        read->columns++;
        if (!read->name[i])
            return false;
    }
    return read->name != NULL;
}

/* FACS_END after the last row */
static facs_status take_row(table *read, facs_table *from, size_t *room, facs_error *error)
{
    const size_t columns = (size_t)read->columns;
    if (read->rows == *room) {
        *room = *room ? 2 * *room : 4; /* a row can be long and the only one */
        double *more = realloc(read->values, *room * columns * sizeof *more);
        if (!more)
            return FACS_E_MEMORY;
        read->values = more;
    }
    const facs_status status = facs_table_next(from, read->values + read->rows * columns, error);
    read->rows += status == FACS_OK;
    return status;
}

int table_read(const char *path, table *read)
{
    facs_table *from = NULL;
    facs_error error = {0};
    size_t room = 0;
    memset(read, 0, sizeof *read);
    facs_status status = facs_table_open(NULL, path, &from, &error);
    if (status == FACS_OK && !take_names(read, from))
        status = FACS_E_MEMORY;
    while (status == FACS_OK)
        status = take_row(read, from, &room, &error);
    facs_table_close(&from);
    if (status == FACS_END)
        return EXIT_FINE;
    if (error.message[0])
        complain("%s", error.message);
    else
        complain("%s: out of memory", path);
    table_free(read);
    return status == FACS_E_NOT_FOUND ? EXIT_INPUT_MISSING : status == FACS_E_MEDIA ? EXIT_INPUT_DAMAGED : EXIT_OTHER;
}

void table_free(table *read)
{
    for (int i = 0; i < read->columns; i++)
        free(read->name[i]);
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
