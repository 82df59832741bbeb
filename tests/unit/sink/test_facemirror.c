/* Face Mirror's table: its line of names, what is filled, what is nan, what is empty. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "sink/results.h"
#include "sink/sink.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TEXT = 8192 };

static const char names[] =
    "frame,face_id,timestamp,confidence,success,AU01_r,AU02_r,AU04_r,AU05_r,AU06_r,AU07_r,AU09_r,AU10_r,AU12_r,AU14_r,"
    "AU15_r,AU16_r,AU17_r,AU20_r,AU23_r,AU25_r,AU26_r,AU45_r,AU01_c,AU02_c,AU04_c,AU05_c,AU06_c,AU07_c,AU09_c,AU10_c,"
    "AU12_c,AU14_c,AU15_c,AU16_c,AU17_c,AU20_c,AU23_c,AU25_c,AU26_c,AU45_c\n";

/* 36 cells, "nan" but for the first ones of `r` and of `c` and for AU45_r */
static void row(char *to, const char *start, const char *const r[2], const char *au45, const char *c)
{
    to += sprintf(to, "%s,%s,%s", start, r[0], r[1]);
    for (int i = 2; i < 17; i++)
        to += sprintf(to, ",nan");
    to += sprintf(to, ",%s,%s", au45, c);
    for (int i = 1; i < 18; i++)
        to += sprintf(to, ",nan");
    sprintf(to, "\n");
}

static void table(void **state)
{
    (void)state;
    static const char *const r[] = {"AU01_r", "AU02_r", "AU45_r", "AU99_r", NULL}, *const c[] = {"AU01_c", NULL};
    const au_columns columns = {r, c};
    const facs_face_shape shape = {.landmarks = 1, .au_r = 4, .au_c = 1};
    const facs_env env = facs_env_resolve(NULL);
    facs_layout *layout = facs_layout_create(&env, FACS_ROWS_ONE, &shape, list_au, &columns);
    assert_non_null(layout);
    facs_face_store store = make_store(&shape);
    assert_int_equal(facs_face_store_resize(&store, 3, NULL), FACS_OK);
    store.result.frame = 8;
    store.result.timestamp = 0.28;
    static const double values[3][5] = {{2.5, 7, NAN, 1, 1}, {0, -1, INFINITY, 1, 0}, {1, 1, 1, 1, 1}};
    for (int i = 0; i < 3; i++) {
        facs_face_slot *slot = &store.slots[i];
        slot->face.face_id = i;
        slot->face.confidence = 0.75f;
        slot->face.success = i == 0;
        slot->face.has_aus = i < 2;
        memcpy(slot->au_r, values[i], 4 * sizeof(double));
        slot->au_c[0] = values[i][4];
    }
    char path[] = "facemirror-XXXXXX", expected[TEXT], found[TEXT] = "";
    close(mkstemp(path));
    const facs_sink *sink = facs_sink_find("facemirror");
    const facs_sink_place place = {.env = &env, .path = path, .layout = layout};
    void *open = NULL;
    assert_int_equal(sink->open(&place, &open, NULL), FACS_OK);
    assert_int_equal(sink->write(open, &store.result, NULL, NULL), FACS_OK);
    assert_int_equal(sink->finish(&open, NULL), FACS_OK);
    char *at = expected + sprintf(expected, "%s", names);
    row(at, "7,0,0.280000,0.750000,1", (const char *const[]){"2.500000", "5.000000"}, "nan", "1.000000");
    at += strlen(at);
    row(at, "7,1,0.280000,0.000000,0", (const char *const[]){"0.000000", "0.000000"}, "nan", "0.000000");
    at += strlen(at);
    sprintf(at, "7,2,0.280000,0.000000,0%.36s\n", ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,");
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    found[fread(found, 1, sizeof found - 1, file)] = '\0';
    fclose(file);
    unlink(path);
    assert_string_equal(found, expected);
    facs_face_store_free(&store);
    facs_free(&env, layout);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(table)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
