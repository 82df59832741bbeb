/* See only_in_one.h. */
#include "only_in_one.h"

#include "column_use.h"

#include <stdio.h>
#include <string.h>

enum { NAME_ROOM = 200 };

static bool lacks(const table *one, const table *other, int column)
{
    return column < one->columns && column_use_of(one->name[column]) != USE_NONE &&
           table_column(other, one->name[column]) < 0;
}

/* both are numbered, of the same letter */
static bool same_series(const char *one, const char *other)
{
    const column_use use = column_use_of(one);
    return use != USE_AU && use != USE_POSE && use == column_use_of(other) && one[0] == other[0];
}

cJSON *only_in_one(const table *one, const table *other)
{
    cJSON *list = cJSON_CreateArray();
    bool good = list != NULL;
    for (int i = 0; good && i < one->columns; i++) {
        if (!lacks(one, other, i))
            continue;
        const int first = i;
        while (lacks(one, other, i + 1) && same_series(one->name[first], one->name[i + 1]))
            i++;
        char name[NAME_ROOM];
        snprintf(name, sizeof name, i > first ? "%.80s ... %.80s" : "%.80s", one->name[first], one->name[i]);
        good = cJSON_AddItemToArray(list, cJSON_CreateString(name));
    }
    if (good)
        return list;
    cJSON_Delete(list);
    return NULL;
}
