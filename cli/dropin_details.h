/* BASE_of_details.txt of OpenFace's programs: the input, the camera, and which results there are. */
#ifndef FACSIMILE_CLI_DROPIN_DETAILS_H
#define FACSIMILE_CLI_DROPIN_DETAILS_H

#include "dropin_names.h"

#include <facsimile/facsimile.h>

typedef struct dropin_details {
    const char *input; /* as it was given; NULL = a webcam */
    facs_camera camera;
    const char *drawn; /* ending of the tracked picture or video */
    int selected;      /* DROPIN_2D ... */
    bool rows;         /* there is a CSV */
    bool eyes;         /* the model has eyes */
    bool image;
} dropin_details;

/* EXIT_FINE, or another status after a message. */
int dropin_details_write(const dropin_details *details, const dropin_place *place);

#endif
