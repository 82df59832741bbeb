/* Images that own their pixels, and images whose rows come when they are needed. */
#include "image/image.h"

#include <math.h>
#include <string.h>

enum { ROW_PIXELS = 32, ROW_ALIGNMENT = 64 };

facs_status facs_pixels_resize(const facs_env *env, facs_pixels *pixels, int width, int height, int channels)
{
    if (width < 1 || height < 1 || channels < 1 || width > INT32_MAX - ROW_PIXELS)
        return FACS_E_ARGUMENT;
    size_t row = (size_t)(width + ROW_PIXELS - 1) / ROW_PIXELS * ROW_PIXELS * (size_t)channels;
    row = (row + ROW_ALIGNMENT - 1) / ROW_ALIGNMENT * ROW_ALIGNMENT;
    if ((size_t)height > (SIZE_MAX / 4) / row)
        return FACS_E_MEMORY;
    size_t bytes = row * (size_t)height + ROW_ALIGNMENT; /* who reads rows by whole vectors reads beyond the last one */
    if (bytes > pixels->capacity) {
        uint8_t *data = facs_calloc(env, bytes, 1);
        if (!data)
            return FACS_E_MEMORY;
        facs_free(env, pixels->data);
        pixels->data = data;
        pixels->capacity = bytes;
    }
    pixels->width = width;
    pixels->height = height;
    pixels->channels = channels;
    pixels->stride = (ptrdiff_t)row;
    pixels->late = NULL;
    return FACS_OK;
}

void facs_pixels_free(const facs_env *env, facs_pixels *pixels)
{
    facs_free(env, pixels->data);
    *pixels = (facs_pixels){.data = NULL};
}

facs_image facs_pixels_view(const facs_pixels *pixels)
{
    return (facs_image){pixels->data, pixels->width, pixels->height, pixels->channels, pixels->stride, pixels->late};
}

void facs_late_rows_begin(facs_late_rows *late)
{
    memset(late->made, 0, sizeof late->made);
    facs_late_rows_forget(late);
}

void facs_late_rows_forget(facs_late_rows *late)
{
    late->asked = (facs_part_of_image){.first = INT32_MAX, .last = -1, .left = INT32_MAX, .right = -1};
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static void remember(facs_part_of_image *asked, const facs_part_of_image *part)
{
    asked->first = smaller(asked->first, part->first);
    asked->last = larger(asked->last, part->last);
    asked->left = smaller(asked->left, part->left);
    asked->right = larger(asked->right, part->right);
}

static void make(const facs_late_rows *late, int first, int count, int left, int end)
{
    if (left < end && late->make_columns)
        late->make_columns(late->cookie, first, count, left, end - left);
    else if (left < end)
        late->make(late->cookie, first, count);
}

/* Columns left .. end - 1 of a band, and those between them and what is there. */
static void make_band(const facs_image *image, int band, int left, int end)
{
    facs_late_rows *late = image->late;
    int row = band * FACS_BAND_ROWS, count = smaller(image->height - row, FACS_BAND_ROWS);
    int made_left = late->made[band].left, made_end = late->made[band].end;
    if (made_end == 0) {
        make(late, row, count, left, end);
        made_left = left;
        made_end = end;
    } else {
        make(late, row, count, left, made_left);
        make(late, row, count, made_end, end);
        made_left = smaller(left, made_left);
        made_end = larger(end, made_end);
    }
    late->made[band].left = (uint16_t)made_left;
    late->made[band].end = (uint16_t)made_end;
}

static facs_view view_of(const facs_image *image)
{
    return (facs_view){image->hidden, image->width, image->height, image->channels, image->stride};
}

facs_view facs_image_need_part(const facs_image *image, const facs_part_of_image *part)
{
    facs_late_rows *late = image->late;
    const facs_part_of_image inside = {.first = larger(part->first, 0),
                                       .last = smaller(part->last, image->height - 1),
                                       .left = larger(part->left, 0),
                                       .right = smaller(part->right, image->width - 1)};
    if (!late || inside.first > inside.last || inside.left > inside.right)
        return view_of(image);
    remember(&late->asked, &inside);
    int left = 0, end = image->width;
    if (late->make_columns) {
        left = inside.left / FACS_BAND_COLUMNS * FACS_BAND_COLUMNS;
        end = smaller((inside.right / FACS_BAND_COLUMNS + 1) * FACS_BAND_COLUMNS, end);
    }
    for (int band = inside.first / FACS_BAND_ROWS; band <= inside.last / FACS_BAND_ROWS; band++)
        make_band(image, band, left, end);
    return view_of(image);
}

static int within(double value, int least, int most)
{
    return (int)fmin(fmax(value, least), most);
}

facs_view facs_image_need_around(const facs_image *image, double left, double top, double right, double bottom)
{
    static const double beside = 2;
    if (!isfinite(left) || !isfinite(top) || !isfinite(right) || !isfinite(bottom))
        return facs_image_need_all(image);
    return facs_image_need_part(image, &(facs_part_of_image){.first = within(top - beside, 0, image->height),
                                                             .last = within(bottom + beside, -1, image->height),
                                                             .left = within(left - beside, 0, image->width),
                                                             .right = within(right + beside, -1, image->width)});
}

facs_view facs_image_need(const facs_image *image, int first, int last)
{
    return facs_image_need_part(
        image, &(facs_part_of_image){.first = first, .last = last, .left = 0, .right = image->width - 1});
}

facs_view facs_image_need_between(const facs_image *image, double least, double most)
{
    return facs_image_need_around(image, 0, least, image->width - 1, most);
}

facs_view facs_image_need_all(const facs_image *image)
{
    return facs_image_need(image, 0, image->height - 1);
}
