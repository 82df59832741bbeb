/* Frames of a video, or a still, with everything a result says about them: what --overlay shows. */
#ifndef FACS_DRAWING_ANNOTATED_H
#define FACS_DRAWING_ANNOTATED_H

#include "image/image.h"

typedef struct facs_annotated facs_annotated; /**< state; one thread */

typedef struct facs_annotated_options {
    int width, height;  /**< of the frames */
    facs_camera camera; /**< as it was given to the session */
    int au_count;
    const char *const *au_names; /**< of facs_face.au_r; borrowed as long as the object lives */
    int faces;                   /**< as many as there may be: columns of bars; 1 = a video or picture with one face */
    bool
        slots; /**< a face's column is its face_id, its colour that of its person, or of face_id where there are none; else
                                      they follow each other */
    bool provisional; /**< said in the picture: action units are those while the video runs */
    bool numbers;     /**< frame number, time and confidence in a corner */
} facs_annotated_options;

/** Errors: FACS_E_MEMORY, FACS_E_ARGUMENT (there is no room beside so large a picture). */
facs_status facs_annotated_create(const facs_env *env, const facs_annotated_options *options,
                                  facs_annotated **annotated, facs_error *error);
void facs_annotated_free(facs_annotated **annotated);
/** Of what is drawn: small frames are enlarged, and there is a panel at the right. */
void facs_annotated_size(const facs_annotated *annotated, int *width, int *height);

/** The picture, borrowed until the next call.
 *  @param frame one of another size is put into the middle, as large as it fits; NULL = there is none: black */
const facs_pixels *facs_annotated_draw(facs_annotated *annotated, const facs_image *frame, const facs_result *result);

#endif
