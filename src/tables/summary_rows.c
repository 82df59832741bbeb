/* See summary_rows.h. */
#include "tables/summary_rows.h"

#include "base/number_write.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const general[] = {"result", "input", "person", "frames", "frames_valid", "valid_share", "seconds"};
static const struct {
    const char *ending;
    double part;
} quantiles[] = {{"_p05", 0.05}, {"_p25", 0.25}, {"_p50", 0.5}, {"_p75", 0.75}, {"_p95", 0.95}};
enum { GENERAL = sizeof general / sizeof general[0], QUANTILES = sizeof quantiles / sizeof quantiles[0] };

static void separate(facs_growing *to)
{
    if (to->length > 0 && to->text[to->length - 1] != '\n')
        facs_growing_add(to, ",", 1);
}

static void add_text(facs_growing *to, const char *text)
{
    separate(to);
    if (!text[strcspn(text, ",\"\r\n")]) {
        facs_growing_add(to, text, strlen(text));
        return;
    }
    facs_growing_add(to, "\"", 1);
    for (; *text; text++)
        facs_growing_add(to, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
    facs_growing_add(to, "\"", 1);
}

static void add_name(facs_growing *to, const char *unit, const char *ending)
{
    separate(to);
    facs_growing_add(to, unit, strlen(unit));
    facs_growing_add(to, ending, strlen(ending));
}

static void add_number(facs_growing *to, double value)
{
    char text[FACS_DECIMAL_WIDTH];
    separate(to);
    if (isfinite(value))
        facs_growing_add(to, text, (size_t)(facs_decimal_fixed(text, value, 6) - text));
}

static void add_integer(facs_growing *to, int64_t value)
{
    char text[FACS_SHORTEST_WIDTH];
    separate(to);
    facs_growing_add(to, text, (size_t)(facs_decimal_integer(text, value) - text));
}

/* is a column of ours called so? */
static bool is_taken(const char *name, const facs_units *units)
{
    for (int i = 0; i < GENERAL; i++)
        if (strcmp(name, general[i]) == 0)
            return true;
    for (int i = 0; i < units->count; i++) {
        const size_t length = strlen(units->item[i].name);
        if (strncmp(name, units->item[i].name, length) == 0 && name[length] == '_')
            return true;
    }
    return false;
}

void facs_summary_names(facs_growing *to, const facs_units *units, const facs_result_list *list)
{
    for (int i = 0; i < GENERAL; i++)
        add_text(to, general[i]);
    for (int i = 0; i < units->count; i++) {
        const facs_unit *unit = &units->item[i];
        if (unit->intensity) {
            add_name(to, unit->name, "_mean");
            add_name(to, unit->name, "_sd");
            for (int j = 0; j < QUANTILES; j++)
                add_name(to, unit->name, quantiles[j].ending);
        }
        if (unit->presence)
            add_name(to, unit->name, "_rate");
        add_name(to, unit->name, "_events_per_minute");
    }
    for (int64_t i = 0; i < list->columns; i++) {
        char name[1024];
        snprintf(name, sizeof name, "meta_%s", list->column[i]);
        add_text(to, is_taken(list->column[i], units) ? name : list->column[i]);
    }
    facs_growing_add(to, "\n", 1);
}

static void add_unit(facs_growing *to, const facs_unit *unit, const facs_unit_figures *of, double minutes)
{
    const bool some = of->values > 0 || of->decided > 0;
    if (unit->intensity) {
        add_number(to, of->values > 0 ? of->mean : (double)NAN);
        add_number(to, facs_unit_sd(of));
        for (int i = 0; i < QUANTILES; i++)
            add_number(to, facs_unit_quantile(of, quantiles[i].part));
    }
    if (unit->presence)
        add_number(to, of->decided > 0 ? (double)of->present / (double)of->decided : (double)NAN);
    add_number(to, some ? (double)of->events / minutes : (double)NAN);
}

static void add_metadata(facs_growing *to, const facs_result_list *list, const facs_result_set *set,
                         const facs_entry *entry)
{
    for (int64_t i = 0; i < list->columns; i++) {
        const char *value = "";
        for (int64_t j = 0; set->column && entry->meta && j < set->all.columns; j++)
            if (set->column[j] == i && entry->meta[j])
                value = entry->meta[j];
        add_text(to, value);
    }
}

void facs_summary_rows(facs_growing *to, const facs_units *units, const facs_result_list *list,
                       const facs_result_set *set, const facs_entry *entry, const char *path,
                       const facs_clip_figures *clip)
{
    for (int64_t i = 0; i < clip->persons; i++) {
        const facs_person_figures *person = clip->person[i];
        add_text(to, path);
        add_text(to, entry->input ? entry->input : "");
        add_integer(to, person->id);
        add_integer(to, person->rows);
        add_integer(to, person->valid);
        add_number(to, (double)person->valid / (double)person->rows);
        add_number(to, (double)person->rows * clip->row_seconds);
        for (int j = 0; j < units->count; j++)
            add_unit(to, &units->item[j], &person->unit[j], (double)person->valid * clip->row_seconds / 60);
        add_metadata(to, list, set, entry);
        facs_growing_add(to, "\n", 1);
    }
}
