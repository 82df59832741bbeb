/* One call: a video, picture or folder of pictures in, a CSV file out.
 *
 *     cc extract_file.c $(pkg-config --cflags --libs facsimile) -o extract_file
 *     ./extract_file interview.mp4 interview.csv
 */
#include <facsimile/facsimile.h>
#include <stdio.h>

static int show_progress(void *cookie, const facs_progress *progress)
{
    (void)cookie;
    fprintf(stderr, "%lld frames in %.1f s\n", (long long)progress->frames_done, progress->seconds);
    return 0; /* anything else stops; finished rows are kept */
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: extract_file INPUT OUTPUT.csv\n");
        return 2;
    }
    facs_extract_options options;
    facs_extract_options_init(&options, sizeof options);
    options.progress = show_progress;
    facs_error error;
    if (facs_extract_file(argv[1], argv[2], &options, &error) != FACS_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    return 0;
}
