/* See dropin_details.h. */
#include "dropin_details.h"

#include "cli.h"
#include "dropin_flags.h"
#include "report_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_input(FILE *to, const char *input)
{
    if (!input) {
        fputs("Input:webcam\n", to);
        return;
    }
    char *whole = input[0] == '/' ? NULL : realpath(input, NULL);
    fprintf(to, "Input:%s\nInput full path:%s\n", input, whole ? whole : input);
    free(whole);
}

static void put_choice(FILE *to, const char *name, bool chosen)
{
    fprintf(to, "\n%s: %d", name, chosen);
}

/* the last line has no end: report_file_write() adds it */
static void put_details(FILE *to, const dropin_details *details, const char *base)
{
    const facs_camera *camera = &details->camera;
    put_input(to, details->input);
    fprintf(to, "Camera parameters:%g,%g,%g,%g", (double)camera->fx, (double)camera->fy, (double)camera->cx,
            (double)camera->cy);
    if (details->selected & DROPIN_HOG)
        fprintf(to, "\nOutput HOG:%s.hog", base);
    if (details->selected & DROPIN_TRACKED)
        fprintf(to, "\nOutput %s:%s%s", details->image ? "image" : "video", base, details->drawn);
    if (details->selected & DROPIN_ALIGNED)
        fprintf(to, "\nOutput aligned directory:%s_aligned", base);
    if (!details->rows)
        return;
    fprintf(to, "\nOutput csv:%s.csv", base);
    put_choice(to, "Gaze", (details->selected & DROPIN_GAZE) && details->eyes);
    put_choice(to, "AUs", details->selected & DROPIN_AUS);
    put_choice(to, "Landmarks 2D", details->selected & DROPIN_2D);
    put_choice(to, "Landmarks 3D", details->selected & DROPIN_3D);
    put_choice(to, "Pose", details->selected & DROPIN_POSE);
    put_choice(to, "Shape parameters", details->selected & DROPIN_PDM);
}

int dropin_details_write(const dropin_details *details, const dropin_place *place)
{
    char *path = dropin_path(place, "_of_details.txt"), *text = NULL;
    size_t count = 0;
    FILE *to = path ? open_memstream(&text, &count) : NULL;
    int status = EXIT_OTHER;
    if (to) {
        put_details(to, details, place->base);
        if (fclose(to) == 0)
            status = report_file_write(path, text);
    } else {
        complain("out of memory");
    }
    free(text);
    free(path);
    return status;
}
