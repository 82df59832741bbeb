/* See faces_options.h. */
#include "faces_options.h"

#include "cli.h"

#include <string.h>

enum { FACES_MOST = 32 };

faces_options faces_options_none(void)
{
    return (faces_options){.most = -1};
}

static bool read_order(const char *text, int64_t *order)
{
    static const char *const words[] = {
        [FACS_ORDER_FIRST] = "first", [FACS_ORDER_SIZE] = "size", [FACS_ORDER_LEFT] = "left"};
    for (int i = 0; i <= FACS_ORDER_LEFT; i++)
        if (strcmp(text, words[i]) == 0) {
            *order = i;
            return true;
        }
    complain("--order: '%s' is none of first, size and left", text);
    return false;
}

bool faces_options_of_run(const faces_options *given)
{
    return given->persons && strcmp(given->persons, "run") == 0;
}

bool faces_options_read(const faces_options *given, bool compat, facs_faces *faces, int64_t *most, int64_t *order)
{
    const bool many = given->faces && strcmp(given->faces, "many") == 0;
    if (given->faces && !many && strcmp(given->faces, "one") != 0) {
        complain("--faces: '%s' is neither one nor many", given->faces);
        return false;
    }
    if (given->persons && !faces_options_of_run(given) && strcmp(given->persons, "file") != 0) {
        complain("--persons: '%s' is neither file nor run", given->persons);
        return false;
    }
    if ((given->most >= 0 || given->order || given->persons) && (!many || compat)) {
        complain(many ? "%s: --compat has rules of its own for several faces: leave it out"
                      : "%s: give --faces many with it",
                 given->persons ? "--persons"
                 : given->order ? "--order"
                                : "--max-faces");
        return false;
    }
    if (given->most == 0 || given->most > FACES_MOST) {
        complain("--max-faces: 1 to %d are possible", FACES_MOST);
        return false;
    }
    *faces = many ? FACS_FACES_MANY : FACS_FACES_ONE;
    *most = given->most > 0 ? given->most : 0;
    *order = FACS_ORDER_FIRST;
    return !given->order || read_order(given->order, order);
}
