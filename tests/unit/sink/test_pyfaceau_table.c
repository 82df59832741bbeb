/* PyfaceAU's table: names, a row, what is missing. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "sink/results.h"
#include "sink/sink.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void rows(void **state)
{
    (void)state;
    static const char *const r[] = {"AU12_r", "AU02_r", "AU12L_r", "AU45_r", NULL}, *const c[] = {"AU28_c", NULL};
    const au_columns columns = {r, c};
    const facs_env env = facs_env_resolve(NULL);
    const facs_face_shape shape = {.landmarks = 3, .modes = 2, .au_r = 4, .au_c = 1};
    const facs_sink *sink = facs_sink_find("pyfaceau");
    facs_layout *layout = facs_layout_create(&env, FACS_ROWS_ONE, &shape, list_au, &columns);
    facs_face_store store = make_store(&shape);
    char path[] = "pyfaceau-table-XXXXXX", text[1024];
    close(mkstemp(path));
    const facs_sink_place place = {.path = path, .layout = layout};
    void *table = NULL;
    assert_int_equal(sink->open(&place, &table, NULL), FACS_OK);
    assert_int_equal(facs_face_store_resize(&store, 1, NULL), FACS_OK);
    facs_face_slot *slot = &store.slots[0];
    const double values[] = {0.1 + 0.2, 0, 4.5, (double)NAN};
    for (int i = 0; i < 3; i++) {
        slot->face.has_aus = i < 2;
        slot->face.success = i != 1;
        memcpy(slot->au_r, values, sizeof values);
        store.result.frame = i + 1;
        store.result.timestamp = i / 15.0;
        assert_int_equal(sink->write(table, &store.result, NULL, NULL), FACS_OK);
    }
    assert_int_equal(facs_face_store_resize(&store, 0, NULL), FACS_OK);
    assert_int_equal(sink->write(table, &store.result, NULL, NULL), FACS_OK);
    assert_int_equal(sink->finish(&table, NULL), FACS_OK);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    unlink(path);
    assert_string_equal(text, "frame,timestamp,success,AU01_r,AU02_r,AU04_r,AU05_r,AU06_r,AU07_r,AU09_r,AU10_r,AU12_r,"
                              "AU14_r,AU15_r,AU17_r,AU20_r,AU23_r,AU25_r,AU26_r,AU45_r\n"
                              "0,0.0,True,,0.0,,,,,,,0.30000000000000004,,,,,,,,\n"
                              "1,0.06666666666666667,False,,0.0,,,,,,,0.30000000000000004,,,,,,,,\n"
                              "2,0.13333333333333333,True,,,,,,,,,,,,,,,,,\n");
    facs_face_store_free(&store);
    free(layout);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
