/* Sinks of what action units are told from, byte by byte: descriptors, aligned faces as files and as a video. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "sink/results.h"
#include "sink/sink.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RECORD = 16 + FACS_FHOG_SIZE * (int)sizeof(float), HEADER = 54, ROW = 3 * FACS_ALIGNED_SIDE };
enum { PICTURE = HEADER + FACS_ALIGNED_SIDE * ROW };

static const facs_face_shape looking = {.landmarks = 2, .look = true};

static int enter(void **state)
{
    char *folder = strdup("looks-test-XXXXXX");
    assert_non_null(mkdtemp(folder));
    *state = folder;
    return 0;
}

/* a file that was left behind fails the test */
static int leave(void **state)
{
    int left = rmdir(*state);
    free(*state);
    return left;
}

/* lives for as long as few more are made */
static const char *in(const char *folder, const char *name)
{
    enum { NAMES = 64, ROOM = 128 };
    static char path[NAMES][ROOM];
    static int next;
    char *made = path[next++ % NAMES], start[ROOM / 2];
    snprintf(start, sizeof start, "%s", folder);
    snprintf(made, ROOM, "%s/%s", start, name);
    return made;
}

/* face 1 of 2 is lost; every byte of a face is another one than its neighbours */
static facs_face_store make_faces(int64_t frame)
{
    facs_face_store store = make_store(&looking);
    assert_int_equal(facs_face_store_resize(&store, 2, NULL), FACS_OK);
    store.result.frame = frame;
    for (int i = 0; i < 2; i++) {
        facs_face_slot *slot = &store.slots[i];
        assert_false(slot->has_look);
        assert_null(facs_result_look(&store.result, i));
        slot->face.face_id = i;
        slot->face.success = i == 0;
        slot->has_look = true;
        for (int j = 0; j < FACS_FHOG_SIZE; j++)
            slot->look->fhog[j] = (float)(j + i) / 8;
        for (size_t j = 0; j < sizeof slot->look->aligned; j++)
            slot->look->aligned[j] = (uint8_t)(j % 251 + (size_t)i);
    }
    return store;
}

static const facs_sink *open_sink(const char *name, const char *path, facs_layout *layout, void **state,
                                  facs_status wanted)
{
    const facs_sink *sink = facs_sink_find(name);
    const facs_sink_place place = {.path = path, .layout = layout};
    *state = NULL;
    assert_int_equal(sink->open(&place, state, NULL), wanted);
    return sink;
}

static size_t read_file(const char *path, uint8_t *bytes, size_t most)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    const size_t count = fread(bytes, 1, most, file);
    fclose(file);
    return count;
}

static void test_descriptors(void **state)
{
    facs_layout *layout = make_layout(FACS_ROWS_MANY, &looking);
    facs_face_store store = make_faces(1);
    const char *path = in(*state, "a.hog");
    void *hog;
    const facs_sink *sink = open_sink("hog", path, layout, &hog, FACS_OK);
    assert_int_equal(sink->write(hog, &store.result, NULL, NULL), FACS_OK);
    store.slots[0].has_look = false; /* a face that has none */
    assert_int_equal(sink->write(hog, &store.result, NULL, NULL), FACS_OK);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(sink->finish(&hog, NULL), FACS_OK);
    assert_null(hog);
    uint8_t *bytes = malloc(5 * RECORD);
    assert_int_equal(read_file(path, bytes, 5 * RECORD), 4 * RECORD);
    static const uint8_t good[16] = {12, 0, 0, 0, 12, 0, 0, 0, 31, 0, 0, 0, 0, 0, 0x80, 0x3f};
    static const uint8_t lost[16] = {12, 0, 0, 0, 12, 0, 0, 0, 31, 0, 0, 0, 0, 0, 0x80, 0xbf};
    assert_memory_equal(bytes, good, sizeof good);
    assert_memory_equal(bytes + RECORD, lost, sizeof lost);
    assert_memory_equal(bytes + 16, store.slots[0].look->fhog, RECORD - 16);
    assert_memory_equal(bytes + RECORD + 16, store.slots[1].look->fhog, RECORD - 16);
    for (int i = 16; i < RECORD; i++)
        assert_int_equal(bytes[2 * RECORD + i], 0);
    free(bytes);
    unlink(path);
    facs_face_store_free(&store);
    free(layout);
}

/* of a run that is stopped the old file stays */
static void test_a_part_of_the_descriptors(void **state)
{
    facs_layout *layout = make_layout(FACS_ROWS_MANY, &looking);
    const char *path = in(*state, "a.hog"), *partial = in(*state, "a.hog.partial");
    void *hog;
    const facs_sink *sink = open_sink("hog", path, layout, &hog, FACS_OK);
    assert_int_equal(sink->finish(&hog, NULL), FACS_OK);
    open_sink("hog", path, layout, &hog, FACS_OK);
    assert_non_null(strstr(sink->set_aside(hog), "a.hog.partial"));
    assert_int_equal(sink->finish(&hog, NULL), FACS_OK);
    open_sink("hog", path, layout, &hog, FACS_OK);
    sink->abandon(&hog);
    assert_null(hog);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(unlink(partial), 0);
    open_sink("hog", "nowhere/a.hog", layout, &hog, FACS_E_OUTPUT);
    assert_null(hog);
    free(layout);
}

static void check_picture(const char *path, const uint8_t *aligned)
{
    static const uint8_t header[HEADER] = {'B', 'M', 0x36, 0x93, 0, 0, 0, 0,   0, 0, 54, 0, 0, 0, 40,
                                           0,   0,   0,    112,  0, 0, 0, 112, 0, 0, 0,  1, 0, 24};
    uint8_t *bytes = malloc(PICTURE + 1);
    assert_int_equal(read_file(path, bytes, PICTURE + 1), PICTURE);
    assert_memory_equal(bytes, header, HEADER);
    for (int row = 0; row < FACS_ALIGNED_SIDE; row++)
        assert_memory_equal(bytes + HEADER + row * ROW, aligned + (FACS_ALIGNED_SIDE - 1 - row) * ROW, ROW);
    free(bytes);
    assert_int_equal(unlink(path), 0);
}

static void test_faces(void **state)
{
    const char *path = in(*state, "faces");
    facs_face_store store = make_faces(123);
    for (facs_rows rows = FACS_ROWS_MANY; rows <= FACS_ROWS_STILLS; rows++) {
        facs_layout *layout = make_layout(rows, &looking);
        void *faces;
        const facs_sink *sink = open_sink("aligned", path, layout, &faces, FACS_OK);
        assert_int_equal(sink->write(faces, &store.result, NULL, NULL), FACS_OK);
        assert_int_equal(access(path, F_OK), -1);
        assert_int_equal(sink->finish(&faces, NULL), FACS_OK);
        const bool stills = rows == FACS_ROWS_STILLS;
        check_picture(in(path, stills ? "face_det_000000.bmp" : "frame_det_00_000123.bmp"),
                      store.slots[0].look->aligned);
        check_picture(in(path, stills ? "face_det_000001.bmp" : "frame_det_01_000123.bmp"),
                      store.slots[1].look->aligned);
        assert_int_equal(rmdir(path), 0);
        free(layout);
    }
    facs_face_store_free(&store);
}

/* one that is there is replaced when it is of this kind alone, and kept when the run is stopped */
static void test_a_folder_that_is_there(void **state)
{
    const char *path = in(*state, "faces"), *partial = in(*state, "faces.partial");
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &looking);
    facs_face_store store = make_faces(1);
    store.result.face_count = 1;
    void *faces;
    const facs_sink *sink = open_sink("aligned", path, layout, &faces, FACS_OK);
    assert_int_equal(sink->write(faces, &store.result, NULL, NULL), FACS_OK);
    assert_int_equal(sink->write(faces, &store.result, NULL, NULL), FACS_E_OUTPUT); /* the same name again */
    assert_int_equal(sink->finish(&faces, NULL), FACS_OK);
    store.result.frame = 2;
    open_sink("aligned", path, layout, &faces, FACS_OK);
    assert_int_equal(sink->write(faces, &store.result, NULL, NULL), FACS_OK);
    assert_non_null(strstr(sink->set_aside(faces), "faces.partial"));
    assert_int_equal(sink->finish(&faces, NULL), FACS_OK);
    assert_int_equal(access(in(path, "frame_det_00_000001.bmp"), F_OK), 0);
    check_picture(in(partial, "frame_det_00_000002.bmp"), store.slots[0].look->aligned);
    assert_int_equal(rmdir(partial), 0);
    open_sink("aligned", path, layout, &faces, FACS_OK);
    assert_int_equal(sink->write(faces, &store.result, NULL, NULL), FACS_OK);
    assert_int_equal(sink->finish(&faces, NULL), FACS_OK);
    assert_int_equal(access(in(path, "frame_det_00_000001.bmp"), F_OK), -1);
    open_sink("aligned", path, layout, &faces, FACS_OK);
    sink->abandon(&faces);
    const char *stranger = in(path, "frame_det_00_000001.bmp.txt");
    fclose(fopen(stranger, "w"));
    open_sink("aligned", path, layout, &faces, FACS_E_OUTPUT);
    assert_null(faces);
    unlink(stranger);
    check_picture(in(path, "frame_det_00_000002.bmp"), store.slots[0].look->aligned);
    assert_int_equal(rmdir(path), 0);
    open_sink("aligned", "-", layout, &faces, FACS_E_OUTPUT);
    open_sink("aligned", "nowhere/faces", layout, &faces, FACS_E_OUTPUT);
    facs_face_store_free(&store);
    free(layout);
}

/* other faces than those of the descriptors, in grey, and only good ones */
static void test_other_faces(void **state)
{
    enum { SIDE = 6, PORTRAIT = 3 * SIDE * SIDE, GREYS = 1024, FILLED = 8 };
    static const facs_face_shape with_portrait = {.landmarks = 2, .look = true, .portrait = SIDE};
    const char *path = in(*state, "faces");
    facs_layout *layout = make_layout(FACS_ROWS_MANY, &with_portrait);
    facs_face_store store = make_store(&with_portrait);
    assert_int_equal(facs_face_store_resize(&store, 2, NULL), FACS_OK);
    assert_null(facs_result_portrait(&store.result, 0)); /* not filled */
    for (int i = 0; i < 2; i++) {
        store.slots[i].face.face_id = i;
        store.slots[i].face.success = i == 0;
        store.slots[i].has_look = true;
        for (int j = 0; j < PORTRAIT; j++)
            store.slots[i].portrait[j] = (uint8_t)(2 * j + i);
    }
    layout->aligned = (facs_aligned_choice){.portrait = SIDE, .grey = true, .good_only = true};
    void *faces;
    const facs_sink *sink = open_sink("aligned", path, layout, &faces, FACS_OK);
    assert_int_equal(sink->write(faces, &store.result, NULL, NULL), FACS_OK);
    assert_int_equal(sink->finish(&faces, NULL), FACS_OK);
    uint8_t bytes[HEADER + GREYS + SIDE * FILLED + 1];
    assert_int_equal(read_file(in(path, "frame_det_00_000000.bmp"), bytes, sizeof bytes), sizeof bytes - 1);
    assert_int_equal(access(in(path, "frame_det_01_000000.bmp"), F_OK), -1);
    assert_int_equal(bytes[28], 8); /* bits */
    for (int i = 0; i < 256; i++)
        assert_true(bytes[HEADER + 4 * i] == i && bytes[HEADER + 4 * i + 2] == i && bytes[HEADER + 4 * i + 3] == 0);
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            const uint8_t *bgr = store.slots[0].portrait + 3 * (y * SIDE + x);
            const int grey = (3735 * bgr[0] + 19235 * bgr[1] + 9798 * bgr[2] + 16384) >> 15;
            assert_int_equal(bytes[HEADER + GREYS + (SIDE - 1 - y) * FILLED + x], grey);
        }
    layout->aligned.ending = ".png"; /* of an earlier run with another kind the folder is replaced */
    open_sink("aligned", path, layout, &faces, FACS_OK);
    assert_int_equal(sink->write(faces, &store.result, NULL, NULL), FACS_OK);
    assert_int_equal(sink->finish(&faces, NULL), FACS_OK);
    assert_int_equal(access(in(path, "frame_det_00_000000.bmp"), F_OK), -1);
    assert_int_equal(unlink(in(path, "frame_det_00_000000.png")), 0);
    assert_int_equal(rmdir(path), 0);
    facs_face_store_free(&store);
    free(layout);
}

static void test_a_video_of_faces(void **state)
{
    const char *path = in(*state, "faces.mp4"), *partial = in(*state, "faces.mp4.partial");
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &looking);
    layout->rate_num = 25;
    layout->rate_den = 1;
    facs_face_store store = make_faces(1);
    void *video;
    const facs_sink *sink = open_sink("aligned_video", path, layout, &video, FACS_OK);
    for (int i = 0; i < 3; i++)
        assert_int_equal(sink->write(video, &store.result, NULL, NULL), FACS_OK);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(sink->finish(&video, NULL), FACS_OK);
    open_sink("aligned_video", path, layout, &video, FACS_OK);
    assert_int_equal(sink->write(video, &store.result, NULL, NULL), FACS_OK);
    assert_non_null(strstr(sink->set_aside(video), "faces.mp4.partial"));
    assert_int_equal(sink->finish(&video, NULL), FACS_OK);
    open_sink("aligned_video", path, layout, &video, FACS_OK);
    assert_int_equal(sink->finish(&video, NULL), FACS_OK); /* stopped before the first frame: nothing */
    struct stat whole, part;
    assert_int_equal(stat(path, &whole), 0);
    assert_int_equal(stat(partial, &part), 0);
    assert_true(whole.st_size > part.st_size && part.st_size > 0);
    unlink(path);
    unlink(partial);
    layout->rows = FACS_ROWS_MANY;
    open_sink("aligned_video", path, layout, &video, FACS_E_ARGUMENT);
    assert_null(video);
    facs_face_store_free(&store);
    free(layout);
}

/* a copy of a result has none, and is as it was otherwise */
static void test_a_copy(void **state)
{
    (void)state;
    facs_face_store store = make_faces(7);
    facs_result *copy = NULL;
    assert_int_equal(facs_result_copy(&store.result, &copy), FACS_OK);
    assert_null(facs_result_look(copy, 0));
    assert_int_equal(facs_result_face(copy, 1)->face_id, 1);
    facs_result_destroy(&copy);
    facs_face_store_free(&store);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter, leave)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_descriptors),   IN_FOLDER(test_a_part_of_the_descriptors),
        IN_FOLDER(test_faces),         IN_FOLDER(test_a_folder_that_is_there),
        IN_FOLDER(test_other_faces),   IN_FOLDER(test_a_video_of_faces),
        cmocka_unit_test(test_a_copy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
