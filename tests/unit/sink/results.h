/* Results and layouts to write: of OpenFace's shape, and of another one. */
#ifndef FACS_TESTS_RESULTS_H
#define FACS_TESTS_RESULTS_H

#include "result/au_names.h"
#include "result/layout.h"

#include <stdlib.h>

/* column names in a list that ends with NULL */
typedef struct au_columns {
    const char *const *r, *const *c;
} au_columns;

static inline bool list_au(const void *cookie, facs_au_kind kind, int index, facs_au_info *info)
{
    const au_columns *columns = cookie;
    const char *const *list = kind == FACS_AU_INTENSITY ? columns->r : columns->c;
    info->column = list[index];
    return info->column != NULL;
}

/* OpenFace's */
static inline bool list_openface_au(const void *cookie, facs_au_kind kind, int index, facs_au_info *info)
{
    (void)cookie;
    return facs_au_info_get(kind, index, info);
}

static const facs_face_shape openface_shape = {.landmarks = FACS_LANDMARKS,
                                               .eye_landmarks = FACS_EYE_LANDMARKS,
                                               .modes = 34,
                                               .au_r = FACS_AU_R,
                                               .au_c = FACS_AU_C};

static inline facs_layout *make_layout(facs_rows rows, const facs_face_shape *shape)
{
    const facs_env env = facs_env_resolve(NULL);
    facs_layout *layout = facs_layout_create(&env, rows, shape, list_openface_au, NULL);
    assert_non_null(layout);
    facs_layout_drop(layout, FACS_FROM_GAZE_HEAD); /* there by its own word only */
    return layout;
}

/* Without faces; facs_face_store_free() */
static inline facs_face_store make_store(const facs_face_shape *shape)
{
    const facs_env env = facs_env_resolve(NULL);
    facs_face_store store;
    facs_face_store_init(&store, &env, shape);
    return store;
}

#endif
