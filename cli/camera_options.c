/* See camera_options.h. */
#include "camera_options.h"

#include "cli.h"

camera_options camera_options_none(void)
{
    return (camera_options){.rate = {0, 0.1F, 1000, "pictures a second", false},
                            .timeout = {0, 0.1F, 1e6F, "seconds", false}};
}

/* 1 to 32767; *end: behind it */
static int read_side(const char *text, const char **end)
{
    enum { MOST = 32767 };
    int value = 0;
    for (*end = text; **end >= '0' && **end <= '9' && value <= MOST; ++*end)
        value = 10 * value + (**end - '0');
    return value <= MOST ? value : 0;
}

static bool read_size(const char *text, int *width, int *height)
{
    const char *end;
    *width = read_side(text, &end);
    if (*width < 1 || *end != 'x')
        return false;
    *height = read_side(end + 1, &end);
    return *height >= 1 && *end == '\0';
}

bool camera_options_apply(const camera_options *given, facs_extract_options *options)
{
    int width = 0, height = 0;
    if (given->size && !read_size(given->size, &width, &height)) {
        complain("--camera-size: '%s' is no size as 1280x720: pixels across, x, pixels down", given->size);
        return false;
    }
    options->camera_width = width;
    options->camera_height = height;
    options->camera_rate = given->rate.given ? (double)given->rate.value : 0;
    options->timeout = given->timeout.given ? (double)given->timeout.value : 0;
    return true;
}
