/* See bids_name.h. */
#include "bids_name.h"

#include "cli.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* its name without folder; *length: without extension and slashes at its end */
static const char *base_of(const char *input, size_t *length)
{
    size_t end = strlen(input), start;
    while (end > 1 && input[end - 1] == '/')
        end--;
    for (start = end; start > 0 && input[start - 1] != '/';)
        start--;
    *length = end - start;
    const char *dot = memchr(input + start, '.', *length); /* labels have none */
    if (dot)
        *length = (size_t)(dot - (input + start));
    return input + start;
}

/* "key-label", letters and digits */
static bool is_entity(const char *at, size_t length)
{
    size_t dash = 0;
    for (size_t i = 0; i < length; i++) {
        if (at[i] == '-' && dash == 0 && i > 0)
            dash = i;
        else if (!isalnum((unsigned char)at[i]))
            return false;
    }
    return dash > 0 && dash + 1 < length;
}

/* bytes of the entities at the start, without the '_' behind them; what is behind has to be one suffix or nothing */
static bool find_entities(const char *name, size_t length, size_t *entities, bool *task)
{
    *entities = 0;
    *task = false;
    for (size_t at = 0; at < length;) {
        const char *end = memchr(name + at, '_', length - at);
        const size_t word = end ? (size_t)(end - (name + at)) : length - at;
        if (!is_entity(name + at, word)) /* the suffix */
            return at > 0 && !end && !memchr(name + at, '-', word);
        *task = *task || strncmp(name + at, "task-", strlen("task-")) == 0;
        *entities = at + word;
        at += word + 1;
    }
    return *entities > 0;
}

bool bids_name_check(const char *input)
{
    size_t length, entities;
    bool task;
    const char *name = base_of(input, &length);
    if (strncmp(name, "sub-", strlen("sub-")) == 0 && find_entities(name, length, &entities, &task) && task)
        return true;
    complain("%s: --bids: its name is none of BIDS: sub-LABEL[_ses-LABEL]_task-LABEL[_run-INDEX]_video.mp4, labels of "
             "letters and digits; rename it, or give it such a name beside its own: ln -s '%s' "
             "sub-01_task-rest_video.mp4",
             input, input);
    return false;
}

char *bids_name_table(const char *input)
{
    static const char ending[] = "_beh.tsv.gz";
    size_t length, entities;
    bool task;
    const char *name = base_of(input, &length);
    find_entities(name, length, &entities, &task);
    char *table = malloc(entities + sizeof ending);
    if (table)
        snprintf(table, entities + sizeof ending, "%.*s%s", (int)entities, name, ending);
    return table;
}
