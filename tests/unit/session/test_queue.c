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
    facs_bell bell;
    facs_queue queue;
    item items[3] = {{.number = 0}, {.number = 1}, {.number = 2}};
    assert_int_equal(facs_bell_init(&bell), FACS_OK);
    assert_int_equal(facs_queue_init(&queue, &bell), FACS_OK);
    assert_null(facs_queue_take(&queue));
    assert_true(facs_queue_is_empty(&queue));
    for (int i = 0; i < 3; i++)
        facs_queue_put(&queue, &items[i].link);
    for (int i = 0; i < 3; i++) {
        assert_false(facs_queue_is_empty(&queue));
        assert_int_equal(((item *)facs_queue_wait(&queue))->number, i);
    }
    assert_true(facs_queue_is_empty(&queue));
    assert_null(facs_queue_take(&queue));
    /* the one that was put first into the empty queue was its end, too */
    facs_queue_put_first(&queue, &items[1].link);
    facs_queue_put_first(&queue, &items[2].link);
    facs_queue_put(&queue, &items[0].link);
    for (int i = 2; i >= 0; i--)
        assert_int_equal(((item *)facs_queue_take(&queue))->number, i);
    assert_null(facs_queue_take(&queue));
    facs_queue_free(&queue);
    facs_bell_free(&bell);
}

static void test_closed_queue_gives_what_is_inside(void **unused)
{
    (void)unused;
    facs_bell bell;
    facs_queue queue;
    facs_link *link;
    item one = {.number = 7};
    assert_int_equal(facs_bell_init(&bell), FACS_OK);
    assert_int_equal(facs_queue_init(&queue, &bell), FACS_OK);
    facs_queue_put(&queue, &one.link);
    assert_true(facs_queue_poll(&queue, &link));
    assert_ptr_equal(link, &one.link);
    assert_false(facs_queue_poll(&queue, &link)); /* one would have to wait */
    facs_queue_put(&queue, &one.link);
    facs_queue_close(&queue);
    assert_ptr_equal(facs_queue_wait(&queue), &one.link);
    assert_null(facs_queue_wait(&queue)); /* does not wait */
    assert_true(facs_queue_poll(&queue, &link));
    assert_null(link);
    facs_queue_free(&queue);
    facs_bell_free(&bell);
}

typedef struct relay {
    facs_bell bell[2]; /* of either end */
    facs_queue in, out;
} relay;

static void pass_on(void *argument)
{
    relay *passing = argument;
    for (facs_link *link; (link = facs_queue_wait(&passing->in)) != NULL;)
        facs_queue_put(&passing->out, link);
    facs_queue_close(&passing->out);
}

static void test_threads_keep_the_order(void **unused)
{
    (void)unused;
    static item items[ITEMS];
    relay passing;
    facs_thread thread;
    for (int i = 0; i < 2; i++)
        assert_int_equal(facs_bell_init(&passing.bell[i]), FACS_OK);
    assert_int_equal(facs_queue_init(&passing.in, &passing.bell[0]), FACS_OK);
    assert_int_equal(facs_queue_init(&passing.out, &passing.bell[1]), FACS_OK);
    assert_int_equal(facs_thread_start(&thread, pass_on, &passing, NULL), FACS_OK);
    for (int i = 0; i < ITEMS; i++) {
        items[i].number = i;
        facs_queue_put(&passing.in, &items[i].link);
    }
    facs_queue_close(&passing.in);
    int count = 0;
    for (item *taken; (taken = (item *)facs_queue_wait(&passing.out)) != NULL; count++)
        assert_int_equal(taken->number, count);
    assert_int_equal(count, ITEMS);
    facs_thread_join(&thread);
    facs_queue_free(&passing.in);
    facs_queue_free(&passing.out);
    for (int i = 0; i < 2; i++)
        facs_bell_free(&passing.bell[i]);
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
