/* Queues between threads. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/thread.h"

enum { ITEMS = 20000 };

typedef struct item {
    facs_link link;
    int number;
} item;

static void test_order(void **unused)
{
    (void)unused;
    facs_queue queue;
    item items[3] = {{.number = 0}, {.number = 1}, {.number = 2}};
    assert_int_equal(facs_queue_init(&queue), FACS_OK);
    assert_null(facs_queue_take(&queue, false));
    for (int i = 0; i < 3; i++)
        facs_queue_put(&queue, &items[i].link);
    for (int i = 0; i < 3; i++)
        assert_int_equal(((item *)facs_queue_take(&queue, true))->number, i);
    assert_null(facs_queue_take(&queue, false));
    facs_queue_free(&queue);
}

static void test_closed_queue_gives_what_is_inside(void **unused)
{
    (void)unused;
    facs_queue queue;
    item one = {.number = 7};
    assert_int_equal(facs_queue_init(&queue), FACS_OK);
    facs_queue_put(&queue, &one.link);
    facs_queue_close(&queue);
    assert_ptr_equal(facs_queue_take(&queue, true), &one.link);
    assert_null(facs_queue_take(&queue, true)); /* does not wait */
    facs_queue_free(&queue);
}

typedef struct relay {
    facs_queue in, out;
} relay;

static void pass_on(void *argument)
{
    relay *passing = argument;
    for (facs_link *link; (link = facs_queue_take(&passing->in, true)) != NULL;)
        facs_queue_put(&passing->out, link);
    facs_queue_close(&passing->out);
}

static void test_threads_keep_the_order(void **unused)
{
    (void)unused;
    static item items[ITEMS];
    relay passing;
    facs_thread thread;
    assert_int_equal(facs_queue_init(&passing.in), FACS_OK);
    assert_int_equal(facs_queue_init(&passing.out), FACS_OK);
    assert_int_equal(facs_thread_start(&thread, pass_on, &passing, NULL), FACS_OK);
    for (int i = 0; i < ITEMS; i++) {
        items[i].number = i;
        facs_queue_put(&passing.in, &items[i].link);
    }
    facs_queue_close(&passing.in);
    int count = 0;
    for (item *taken; (taken = (item *)facs_queue_take(&passing.out, true)) != NULL; count++)
        assert_int_equal(taken->number, count);
    assert_int_equal(count, ITEMS);
    facs_thread_join(&thread);
    facs_queue_free(&passing.in);
    facs_queue_free(&passing.out);
}

static void test_thread_count(void **unused)
{
    (void)unused;
    assert_int_equal(facs_thread_count(3), 3);
    assert_true(facs_thread_count(0) >= 1);
    assert_true(facs_thread_count(1000000) <= 1024);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_closed_queue_gives_what_is_inside),
        cmocka_unit_test(test_threads_keep_the_order),
        cmocka_unit_test(test_thread_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
