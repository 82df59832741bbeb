/* See png_file.h. */
#include "sink/png_file.h"

#include "drawing/drawing.h"
#include "sink/output.h"

facs_status facs_png_file_write(const facs_env *env, const char *path, const facs_pixels *bgr, facs_error *error)
{
    uint8_t *bytes = NULL;
    size_t count = 0;
    facs_result_file *file = NULL;
    facs_status status = facs_png_write(env, bgr, &bytes, &count, error);
    if (status == FACS_OK)
        status = facs_output_open(env, path, &file, error);
    if (status == FACS_OK)
        status = facs_output_write(file, (const char *)bytes, count, error);
    if (status == FACS_OK)
        status = facs_output_commit(&file, error);
    else if (file)
        facs_output_abandon(&file);
    facs_free(env, bytes);
    return status;
}

facs_status facs_canvas_save_png(const facs_canvas *canvas, const char *path, facs_error *error)
{
    if (!canvas || !path || !path[0])
        return facs_fail(error, FACS_E_ARGUMENT, "facs_canvas_save_png: give a canvas and a path");
    return facs_png_file_write(&canvas->env, path, &canvas->pixels, error);
}
