/* facs_extract_file() writes over nothing it reads. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "support/npy.h"

#include <facsimile/facsimile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/facs-outputs-XXXXXX";

static const char *place(char path[64], const char *name)
{
    snprintf(path, 64, "%s/%s", folder, name);
    return path;
}

static void write_file(const char *name, const char *text)
{
    char path[64];
    FILE *file = fopen(place(path, name), "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void holds(const char *name, const char *text)
{
    char path[64], found[64] = "";
    FILE *file = fopen(place(path, name), "rb");
    assert_non_null(file);
    size_t count = fread(found, 1, sizeof found - 1, file);
    fclose(file);
    found[count] = '\0';
    assert_string_equal(found, text);
}

static void refuses(const char *input, const char *output, const facs_extract_options *options, const char *said)
{
    char in[64], out[64];
    facs_error error = {0};
    assert_int_equal(facs_extract_file(place(in, input), place(out, output), options, &error), FACS_E_ARGUMENT);
    if (!strstr(error.message, said))
        fail_msg("\"%s\" lacks \"%s\"", error.message, said);
}

static int set_up(void **state)
{
    (void)state;
    char path[64];
    if (!mkdtemp(folder) || mkdir(place(path, "boxes"), 0700) != 0 || mkdir(place(path, "out"), 0700) != 0)
        return -1;
    write_file("boxes.txt", "1 1 9 9\n");
    write_file("boxes/sample1.txt", "1 1 9 9\n");
    write_file("a.jpg", "picture");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    static const char *const names[] = {"boxes.txt", "boxes/sample1.txt", "a.jpg", "link", "out/sample1.csv"};
    char path[64];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        unlink(place(path, names[i]));
    rmdir(place(path, "boxes"));
    rmdir(place(path, "out"));
    unlink(place(path, "pictures/sample1.jpg"));
    rmdir(place(path, "pictures"));
    return rmdir(folder);
}

static void test_files(void **state)
{
    (void)state;
    char link[64], boxes[64];
    assert_int_equal(symlink("boxes.txt", place(link, "link")), 0);
    facs_extract_options options;
    facs_extract_options_init(&options, sizeof options);
    refuses("a.jpg", "a.jpg", &options, "a.jpg: is the input itself");
    options.boxes = place(boxes, "boxes.txt");
    refuses("a.jpg", "boxes.txt", &options, "boxes.txt: holds the boxes");
    refuses("a.jpg", "link", &options, "link: holds the boxes");
    holds("boxes.txt", "1 1 9 9\n");
    holds("a.jpg", "picture");
}

/* the result of one picture leads to its boxes */
static void test_folder(void **state)
{
    (void)state;
    const char *original = testdata_path("media/sample1.jpg"), *models = model_folder();
    char pictures[64], link[64], boxes[64];
    assert_int_equal(mkdir(place(pictures, "pictures"), 0700), 0);
    assert_int_equal(symlink(original, place(link, "pictures/sample1.jpg")), 0);
    assert_int_equal(symlink("../boxes/sample1.txt", place(link, "out/sample1.csv")), 0);
    facs_extract_options options;
    facs_extract_options_init(&options, sizeof options);
    options.model_dir = models;
    options.image = true;
    options.boxes = place(boxes, "boxes");
    refuses("pictures", "out", &options, "out/sample1.csv: is the picture sample1.jpg or its boxes");
    holds("boxes/sample1.txt", "1 1 9 9\n");
}

static void make_link(const char *target, const char *name)
{
    char path[64];
    unlink(place(path, name));
    assert_int_equal(link(target, path), 0);
}

/* a sequence of pictures, the models, their packs: told by what they are, not by their names */
static void test_what_is_read(void **state)
{
    (void)state;
    const char *models = testdata_path("models/2.2.0/originals"), *media = testdata_path("media");
    char pictures[64], path[64], original[512], copy[1024];
    facs_extract_options options;
    facs_extract_options_init(&options, sizeof options);
    options.max_frames = 1;
    options.model_dir = place(pictures, "own");
    /* hard links need the same file system: a copy of the models there */
    snprintf(copy, sizeof copy,
             "cp -r '%s' '%s/own' && mkdir -p '%s/pictures' && cp '%s/sample1.jpg' '%s/pictures/1.jpg'", models, folder,
             folder, media, folder);
    assert_int_equal(system(copy), 0);
    refuses("pictures", "pictures/1.jpg", &options, "pictures/1.jpg: is a picture of");
    make_link(place(path, "pictures/1.jpg"), "x.csv");
    refuses("pictures", "x.csv", &options, "x.csv: is a picture of");
    snprintf(original, sizeof original, "%s/own/lib/local/LandmarkDetector/model/main_clnf_general.txt", folder);
    make_link(original, "x.csv");
    refuses("pictures", "x.csv", &options, "x.csv: is a model file");
    setenv("OPENFACE_MODELS_DIR", place(path, "cache"), 1);
    unsetenv("FACSIMILE_PACK");
    for (int round = 0; round < 2; round++) /* the pack is made, then read */
        refuses("pictures", "x.csv", &options, "x.csv: is a model file");
    char find[256];
    snprintf(find, sizeof find, "ln -f \"$(find '%s/cache' -name '*.pack')\" '%s/x.csv'", folder, folder);
    assert_int_equal(system(find), 0);
    refuses("pictures", "x.csv", &options, "x.csv: is a model file");
    setenv("FACSIMILE_PACK", "off", 1);
    snprintf(copy, sizeof copy, "cd '%s' && rm -rf own cache pictures x.csv", folder);
    assert_int_equal(system(copy), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_files), NEEDS_DATA(cmocka_unit_test(test_folder)),
                                       NEEDS_DATA(cmocka_unit_test(test_what_is_read))};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
