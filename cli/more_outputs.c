/* See more_outputs.h. */
#include "more_outputs.h"

#include "bids_name.h"
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct kind {
    const char *option, *sink, *ending;
    const char *what, *what_of; /* for messages: of the only input, of one of several */
    bool openface;              /* only that pipeline has it */
    bool of_pictures;           /* of a folder with --image it is a folder with one for each picture */
    bool sends;                 /* no file: what is given says whom or what it is sent to */
} kind;

static const kind kinds[MORE_OUTPUTS] = {
    [MORE_NDJSON] = {"ndjson", "ndjson", ".ndjson", "the NDJSON (--ndjson)", "the NDJSON", false, false, false},
    [MORE_HOG] = {"hog", "hog", ".hog", "the descriptors (--hog)", "the descriptors", true, true, false},
    [MORE_ALIGNED] = {"aligned", "aligned", "_aligned", "the aligned faces (--aligned)", "the aligned faces", true,
                      true, false},
    [MORE_HDF5] = {"hdf5", "hdf5", ".h5", "the HDF5 (--hdf5)", "the HDF5", false, true, false},
    [MORE_BIDS] = {"bids", "bids", "_beh.tsv.gz", "the table (--bids)", "the table", false, false, false},
    [MORE_LSL] = {"lsl", "lsl", "", "the stream (--lsl)", "the stream", false, false, true},
    [MORE_OSC] = {"osc", "osc", "", "the messages (--osc)", "the messages", false, false, true},
    [MORE_OVERLAY] = {"overlay", "overlay", "_overlay.mp4", "the overlay (--overlay)", "the overlay", false, true,
                      false},
};

static bool ends_in(const char *path, const char *ending)
{
    const size_t length = strlen(path), end = strlen(ending);
    return length > end && strcmp(path + length - end, ending) == 0;
}

/* aligned faces and overlays are a video when they are called like one */
static bool is_video(const char *path)
{
    static const char *const endings[] = {".mp4", ".mov", ".mkv", ".avi"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (ends_in(path, endings[i]))
            return true;
    return false;
}

bool more_outputs_given(const char *const given[MORE_OUTPUTS])
{
    for (int i = 0; i < MORE_OUTPUTS; i++)
        if (given[i])
            return true;
    return false;
}

bool more_outputs_of_openface(const char *const given[MORE_OUTPUTS])
{
    for (int i = 0; i < MORE_OUTPUTS; i++)
        if (given[i] && kinds[i].openface)
            return true;
    return false;
}

int more_outputs_check_names(const char *const given[MORE_OUTPUTS], const char *const *inputs, int count)
{
    for (int i = 0; given[MORE_BIDS] && i < count; i++)
        if (!bids_name_check(inputs[i]))
            return EXIT_USAGE;
    if (!given[MORE_BIDS] || strcmp(given[MORE_BIDS], "-") != 0)
        return EXIT_FINE;
    complain("--bids: '-' is no folder");
    return EXIT_USAGE;
}

int more_outputs_check_several(const char *const given[MORE_OUTPUTS], int count)
{
    for (int i = 0; i < MORE_OUTPUTS; i++) {
        const char *path = given[i];
        if (path && kinds[i].sends) {
            complain("--%s: one stream for %d inputs; take them one after the other", kinds[i].option, count);
            return EXIT_USAGE;
        }
        const bool by_ending = path && (i == MORE_ALIGNED   ? is_video(path)
                                        : i == MORE_OVERLAY ? is_video(path) || ends_in(path, ".png")
                                                            : ends_in(path, kinds[i].ending));
        const bool file = by_ending && !is_folder(path);
        if (file || (path && strcmp(path, "-") == 0)) {
            complain("--%s: '%s' is one place for %d results; name a folder", kinds[i].option, path, count);
            return EXIT_USAGE;
        }
    }
    return EXIT_FINE;
}

const char *more_outputs_folder(const char *const given[MORE_OUTPUTS], int which, bool several, bool pictures)
{
    const char *path = given[which];
    if (!path || kinds[which].sends)
        return NULL;
    if (several || which == MORE_BIDS)
        return path;
    /* with one input what is a folder itself is that one */
    const bool itself = which == MORE_ALIGNED || (pictures && kinds[which].of_pictures);
    return !itself && path[strlen(path) - 1] == '/' ? path : NULL;
}

/* two files for each input */
static bool name_bids(task *tasks, int count, const char *folder)
{
    for (int i = 0; i < count; i++) {
        char *name = bids_name_table(tasks[i].input);
        const size_t length = strlen(folder), room = name ? length + strlen(name) + 2 : 0;
        char *path = name ? malloc(room) : NULL;
        if (path)
            snprintf(path, room, "%s%s%s", folder, folder[length - 1] != '/' ? "/" : "", name);
        free(name);
        tasks[i].more[MORE_BIDS] = path;
        if (!path) {
            complain("out of memory");
            return false;
        }
    }
    return true;
}

static void claim_description(claims *all, const char *table, const char *of)
{
    static const char ending[] = ".json", from[] = ".tsv.gz";
    const size_t stem = strlen(table) - (sizeof from - 1), room = stem + sizeof ending;
    char *path = malloc(room);
    all->no_memory = all->no_memory || !path;
    if (path) {
        snprintf(path, room, "%.*s%s", (int)stem, table, ending);
        claims_write(all, path, of ? "the description of the table" : "the description of the table (--bids)", of);
    }
    free(path);
}

/* "NAME_overlay.mp4" of a picture -> "NAME_overlay.png"; of a folder of pictures by themselves -> "NAME_overlay" */
static void name_picture(task *one, bool image)
{
    static const char *const pictures[] = {".jpg", ".jpeg", ".png",  ".bmp", ".tif", ".tiff", ".webp", ".avif",
                                           ".jxl", ".heic", ".heif", ".jpe", ".pgm", ".ppm",  ".jp2"};
    const size_t length = strlen(one->more[MORE_OVERLAY]);
    const char *dot = strrchr(one->input, '.');
    bool picture = image;
    for (size_t i = 0; dot && i < sizeof pictures / sizeof pictures[0]; i++)
        picture = picture || strcasecmp(dot, pictures[i]) == 0;
    if (picture && is_folder(one->input))
        one->more[MORE_OVERLAY][length - strlen(".mp4")] = '\0';
    else if (picture)
        memcpy(one->more[MORE_OVERLAY] + length - strlen(".mp4"), ".png", strlen(".png"));
}

bool more_outputs_name(const char *const given[MORE_OUTPUTS], task *tasks, int count, bool several, bool image,
                       bool pictures)
{
    for (int i = 0; i < MORE_OUTPUTS; i++) {
        const char *folder = more_outputs_folder(given, i, several, pictures);
        if (folder && i == MORE_BIDS) {
            if (!name_bids(tasks, count, folder))
                return false;
            continue;
        }
        if (folder && !tasks_name_more(tasks, count, i, kinds[i].ending, folder, image))
            return false;
        for (int j = 0; folder && i == MORE_OVERLAY && j < count; j++)
            name_picture(&tasks[j], image);
        if (given[i] && !folder && !(tasks[0].more[i] = strdup(given[i]))) {
            complain("out of memory");
            return false;
        }
    }
    return true;
}

void more_outputs_claim(claims *all, const task *one, bool several)
{
    for (int i = 0; i < MORE_OUTPUTS; i++)
        if (one->more[i] && !kinds[i].sends)
            claims_write(all, one->more[i], several ? kinds[i].what_of : kinds[i].what, several ? one->shown : NULL);
    if (one->more[MORE_BIDS])
        claim_description(all, one->more[MORE_BIDS], several ? one->shown : NULL);
}

static const char *sink_of(int which, const char *path)
{
    if (which == MORE_ALIGNED && is_video(path))
        return "aligned_video";
    if (which == MORE_OVERLAY && !is_video(path))
        return "overlay_picture";
    return kinds[which].sink;
}

int more_outputs_list(const task *one, facs_output outputs[MORE_OUTPUTS])
{
    int count = 0;
    for (int i = 0; i < MORE_OUTPUTS; i++)
        if (one->more[i])
            outputs[count++] = (facs_output){sink_of(i, one->more[i]), one->more[i]};
    return count;
}
