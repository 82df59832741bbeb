/* Whether the pictures of a folder look like one video: whoever is shown in them is taken for one person. */
#ifndef FACS_EXTRACT_SEQUENCE_H
#define FACS_EXTRACT_SEQUENCE_H

#include "image/image.h"

enum { FACS_SEQUENCE_CELLS = 16 }; /* across and down */

typedef struct facs_sequence {
    int width, height;                                     /**< of the picture before; 0 = there was none */
    bool resized;                                          /**< told */
    float grey[FACS_SEQUENCE_CELLS * FACS_SEQUENCE_CELLS]; /**< of its cells, 0 to 255 */
    int64_t steps, changes; /**< from one picture to the next; those in which nearly everything changes */
} facs_sequence;

/** The next picture.  One of another size than that before is warned of, once.
 *  @param folder,name for messages */
void facs_sequence_add(facs_sequence *sequence, const facs_env *env, const char *folder, const char *name,
                       const facs_pixels *picture);
/** At the end: warns when most pictures have little to do with those before them. */
void facs_sequence_tell(const facs_sequence *sequence, const facs_env *env, const char *folder);

#endif
