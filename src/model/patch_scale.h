/* What the three kinds of patch-expert files share: scale, views, visibilities;
 * docs/algorithm/file-formats.md, View table. */
#ifndef FACS_MODEL_PATCH_SCALE_H
#define FACS_MODEL_PATCH_SCALE_H

#include "model/matrix_reader.h"
#include "model/readers.h"

/** Reads what follows the opening of a patch-expert file into `scale`, whose kind and n are set.  It may keep the
 * file's bytes: it puts them into scale->storage or scale->file and leaves none in the cursor.  FACS_AGAIN: they cannot be
 * used where they are mapped; read the file into memory. */
typedef facs_status facs_patch_read(const facs_env *env, facs_cursor *cursor, facs_patch_scale *scale);

/** Read the file at `path`, binary or text, with `read`; *scale is set on success only. */
facs_status facs_patch_load(const facs_env *env, const char *path, const char *what, bool binary, facs_patch_read *read,
                            facs_patch_kind kind, int n, facs_patch_scale *scale, facs_error *error);

/** Allocate the view tables for scale->views views of scale->n landmarks. */
facs_status facs_patch_alloc_views(const facs_env *env, const facs_cursor *cursor, facs_patch_scale *scale);

/** Take over one view's centre (degrees) and visibilities (0 or 1); `offset` is named when they are wrong. */
facs_status facs_patch_set_centre(const facs_cursor *cursor, size_t offset, facs_patch_scale *scale, int view,
                                  const double degrees[3]);
facs_status facs_patch_set_visible(const facs_cursor *cursor, size_t offset, facs_patch_scale *scale, int view,
                                   const int32_t *visible);

/** Training scale: positive and reasonable. */
facs_status facs_patch_check_scale(const facs_cursor *cursor, size_t offset, double scale);

/** Head of the binary kinds (CCNF, CEN): training scale, number of views, centres, visibilities. */
facs_status facs_patch_read_head(const facs_env *env, facs_cursor *cursor, facs_patch_scale *scale);

/** Support of an expert must be 11 x 11. */
facs_status facs_patch_check_support(const facs_cursor *cursor, size_t offset, int width, int height);

#endif
