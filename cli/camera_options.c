/* See camera_options.h. */
#include "camera_options.h"

#include "cli.h"

#include <stdio.h>

camera_options camera_options_none(void)
{
    return (camera_options){.rate = {0, 0.1F, 1000, "pictures a second", false},
                            .timeout = {0, 0.1F, 1e6F, "seconds", false}};
}

bool camera_options_apply(const camera_options *given, facs_extract_options *options)
{
    int width = 0, height = 0;
    char more = '\0';
    const bool read = given->size && sscanf(given->size, "%5dx%5d%c", &width, &height, &more) == 2;
    if (given->size && (!read || width < 1 || height < 1 || width > 32767 || height > 32767)) {
        complain("--camera-size: '%s' is no size as 1280x720: pixels across, x, pixels down", given->size);
        return false;
    }
    options->camera_width = width;
    options->camera_height = height;
    options->camera_rate = given->rate.given ? (double)given->rate.value : 0;
    options->timeout = given->timeout.given ? (double)given->timeout.value : 0;
    return true;
}
