/* awkward-heif PICTURE.ppm OUT.heic: writes a HEIC picture through libheif.  Exit 77: there is none, or none that encodes.
 * The declarations are those of libheif 1. */
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct heif_error {
    int code, subcode;
    const char *message;
} heif_error;

enum { HEVC = 1, COLOURS_RGB = 1, INTERLEAVED = 10, SKIPPED = 77 };

static void *library;

static void find(const char *name, void *function)
{
    void *symbol = dlsym(library, name);
    if (!symbol)
        exit(SKIPPED);
    memcpy(function, &symbol, sizeof symbol);
}

#define TAKE(name, result, arguments)                                                                                  \
    result(*name) arguments;                                                                                           \
    find("heif_" #name, &name)

static void need(heif_error said)
{
    if (!said.code)
        return;
    fprintf(stderr, "libheif: %s\n", said.message);
    exit(1);
}

static uint8_t *read_ppm(const char *path, int *width, int *height)
{
    FILE *file = fopen(path, "rb");
    int most;
    if (!file || fscanf(file, "P6 %d %d %d", width, height, &most) != 3 || fgetc(file) != '\n')
        exit(1);
    size_t bytes = 3 * (size_t)*width * (size_t)*height;
    uint8_t *rgb = malloc(bytes);
    if (!rgb || fread(rgb, 1, bytes, file) != bytes)
        exit(1);
    fclose(file);
    return rgb;
}

int main(int count, char **arguments)
{
    if (count != 3)
        return 2;
    library = dlopen("libheif.so.1", RTLD_NOW);
    if (!library)
        return SKIPPED;
    TAKE(context_alloc, void *, (void));
    TAKE(image_create, heif_error, (int, int, int, int, void **));
    TAKE(image_add_plane, heif_error, (void *, int, int, int, int));
    TAKE(image_get_plane, uint8_t *, (void *, int, int *));
    TAKE(context_get_encoder_for_format, heif_error, (void *, int, void **));
    TAKE(encoder_set_lossless, heif_error, (void *, int));
    TAKE(encoder_set_parameter_string, heif_error, (void *, const char *, const char *));
    TAKE(context_encode_image, heif_error, (void *, void *, void *, void *, void **));
    TAKE(context_write_to_file, heif_error, (void *, const char *));
    TAKE(image_handle_release, void, (const void *));
    TAKE(image_release, void, (const void *));
    TAKE(encoder_release, void, (void *));
    TAKE(context_free, void, (void *));
    int width, height, stride;
    uint8_t *rgb = read_ppm(arguments[1], &width, &height);
    void *context = context_alloc(), *image = NULL, *encoder = NULL, *handle = NULL;
    need(image_create(width, height, COLOURS_RGB, INTERLEAVED, &image));
    need(image_add_plane(image, INTERLEAVED, width, height, 8));
    uint8_t *plane = image_get_plane(image, INTERLEAVED, &stride);
    for (int y = 0; y < height; y++)
        memcpy(plane + (ptrdiff_t)y * stride, rgb + (ptrdiff_t)3 * width * y, 3 * (size_t)width);
    free(rgb);
    if (context_get_encoder_for_format(context, HEVC, &encoder).code)
        return SKIPPED;
    need(encoder_set_lossless(encoder, 1));
    encoder_set_parameter_string(encoder, "chroma", "444"); /* not every encoder knows it */
    need(context_encode_image(context, image, encoder, NULL, &handle));
    need(context_write_to_file(context, arguments[2]));
    image_handle_release(handle);
    image_release(image);
    encoder_release(encoder);
    context_free(context);
    return 0;
}
