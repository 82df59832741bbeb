/* Pictures of high dynamic range (PQ, HLG) -> 8-bit B G R; docs/algorithm/media.md, High dynamic range. */
#ifndef FACS_MEDIA_TONE_MAP_H
#define FACS_MEDIA_TONE_MAP_H

#include "image/image.h"
#include "foreign/ffmpeg.h"

typedef struct facs_tone_map facs_tone_map; /**< state: tables and buffers for one kind of frame */

/** "PQ" or "HLG" when that is how the frame's values are meant, else NULL. */
const char *facs_tone_map_needed(const AVFrame *frame);

/** `bgr` gets width x height pixels.  *map: start with NULL; made here, and again when the kind of frame changes.
 *  Errors: FACS_E_MEDIA (a pixel format swscale cannot read), FACS_E_MEMORY. */
facs_status facs_tone_map_frame(const facs_env *env, facs_tone_map **map, const char *path, const AVFrame *frame,
                                int width, int height, facs_pixels *bgr, facs_error *error);
void facs_tone_map_free(const facs_env *env, facs_tone_map **map);

#endif
