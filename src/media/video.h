/* Videos through the FFmpeg libraries. */
#ifndef FACS_MEDIA_VIDEO_H
#define FACS_MEDIA_VIDEO_H

#include "media/media.h"
#include "media/source.h"

typedef struct facs_video facs_video;

/** Open the best video stream and decode its first frame.
 *  @param path    for messages and, by its extension, as a hint which container it is
 *  @param source  taken over (and zeroed) in any case
 *  @param options as for facs_media_open_as(); the older codecs never use more than the caller's thread
 *  Errors: FACS_E_MEDIA, FACS_E_EMPTY (no frame), FACS_E_UNSUPPORTED (no decoder), FACS_E_MEMORY. */
facs_status facs_video_open(const facs_env *env, const char *path, facs_source *source,
                            const facs_media_options *options, facs_video **video, facs_media_info *info,
                            facs_error *error);
void facs_video_close(facs_video **video);

/** Is the file a video that can be decoded, and no picture?  Logs nothing. */
bool facs_video_is_here(const facs_env *env, const char *path);

/** Is it a picture: one frame, and a container that states no duration, or one that only holds pictures (GIF)?  Then its
 *  frame is converted with the colour matrix and range it states.  Decodes a frame ahead to know; before the first read.
 *  FACS_E_MEMORY. */
facs_status facs_video_is_still(facs_video *video, bool *still, facs_error *error);

/** Allow late rows from now on: frames read may get their pixels when they are needed (facs_image_need), until the next
 *  call of a function of this file. */
void facs_video_allow_late(facs_video *video);

/** Next frame, upright, in the size of the first one; of *at its times.  FACS_END after the last; a video that ends early
 * or has frames that cannot be decoded is reported to the log. */
facs_status facs_video_read(facs_video *video, facs_pixels *bgr, facs_media_frame *at, facs_error *error);

#endif
