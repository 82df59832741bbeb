/* Figures of one result: of each person, and of each action unit of that person. */
#ifndef FACS_TABLES_CLIP_FIGURES_H
#define FACS_TABLES_CLIP_FIGURES_H

#include "tables/table.h"

enum { FACS_UNIT_NAME = 12, FACS_UNITS_MOST = 200, FACS_INTENSITY_BINS = 501 };

/** An action unit that some of the results have. */
typedef struct facs_unit {
    char name[FACS_UNIT_NAME]; /**< "AU12", "AU12L" */
    bool intensity, presence;
} facs_unit;

/** Sorted by name. */
typedef struct facs_units {
    int count;
    facs_unit item[FACS_UNITS_MOST];
} facs_units;

/** Those that the table has as well.  FACS_E_MEDIA: it is no table of results, or there are too many. */
facs_status facs_units_add(facs_units *units, const facs_table *table, const char *path, facs_error *error);

/** Over the rows with success that have a value. */
typedef struct facs_unit_figures {
    int64_t values;                    /**< intensities */
    double mean, squares;              /**< their mean; the sum of squared differences from it */
    uint32_t bin[FACS_INTENSITY_BINS]; /**< how many there are of 0.00, 0.01 ... 5.00 */
    int64_t decided, present;          /**< presences, and those that are 1 */
    int64_t active, events;            /**< rows since the unit became active; events until now */
} facs_unit_figures;

typedef struct facs_person_figures {
    int64_t id, rows, valid;
    double last_frame;
    facs_unit_figures unit[]; /**< as many as there are units */
} facs_person_figures;

/** Begin with the environment (resolved) and zeros. */
typedef struct facs_clip_figures {
    facs_env env;
    facs_person_figures **person; /**< sorted by id */
    int64_t persons, room;
    double row_seconds; /**< what a row stands for; NAN = not known */
} facs_clip_figures;

/** FACS_E_NOT_FOUND, FACS_E_MEDIA, FACS_E_EMPTY (there is no row), FACS_E_MEMORY.
 *  @param event_rows the shortest event */
facs_status facs_clip_figures_read(const char *path, const facs_units *units, int64_t event_rows,
                                   facs_clip_figures *clip, facs_error *error);
void facs_clip_figures_free(facs_clip_figures *clip);

/** Standard deviation of a sample; NAN of fewer than two values. */
double facs_unit_sd(const facs_unit_figures *unit);
/** The value below which `part` of the values are, 0 to 1, linear between the two next to it (R's type 7, numpy's default). */
double facs_unit_quantile(const facs_unit_figures *unit, double part);

#endif
