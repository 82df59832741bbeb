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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_files), NEEDS_DATA(cmocka_unit_test(test_folder))};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
