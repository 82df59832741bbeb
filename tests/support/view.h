/* Pixels of a picture all of whose rows are there, for functions that read. */
#ifndef FACS_TEST_VIEW_H
#define FACS_TEST_VIEW_H

#include "image/image.h"

#define VIEW(image) ((const facs_view[1]){facs_image_need_all(image)})

#endif
