/* Pictures all of whose rows are there, and their pixels. */
#ifndef FACS_TEST_VIEW_H
#define FACS_TEST_VIEW_H

#include "image/image.h"

#define VIEW(image) ((const facs_view[1]){facs_image_need_all(image)})

static inline facs_image image_of(const facs_view *view)
{
    return (facs_image){view->data, view->width, view->height, view->channels, view->stride, NULL};
}

#endif
