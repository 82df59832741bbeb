/* Life of the mean shift's kernel table; see mean_shift.h. */
#include "landmark/clnf/mean_shift.h"

facs_kde *facs_kde_create(const facs_env *env, int window, float sigma)
{
    size_t cells = (size_t)window * (size_t)window, places = 100 * cells;
    facs_kde *kde = facs_calloc(env, 1, sizeof *kde);
    if (!kde)
        return NULL;
    kde->window = window;
    kde->factor = (float)(-0.5 / (double)(sigma * sigma));
    for (int cell = 0, row = 0; row < window; row++) {
        for (int column = 0; column < window; column++, cell++) {
            kde->column[cell] = (float)column;
            kde->row[cell] = (float)row;
        }
    }
    kde->known = facs_calloc(env, places, 1);
    /* not facs_calloc: clearing would touch megabytes of which kilobytes are used */
    kde->entries = env->alloc(env->cookie, places * cells * sizeof *kde->entries, 64);
    if (!kde->known || !kde->entries) {
        facs_kde_free(env, kde);
        return NULL;
    }
    return kde;
}

void facs_kde_free(const facs_env *env, facs_kde *kde)
{
    if (!kde)
        return;
    facs_free(env, kde->known);
    facs_free(env, kde->entries);
    facs_free(env, kde);
}
