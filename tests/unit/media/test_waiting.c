/* Waiting for an input that does not come, and what is left of it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "media/media.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* a server that takes connections and says nothing: nobody accepts them */
static int listener = -1;
static char address[64];
static _Atomic long blocks;

static void *count_alloc(void *cookie, size_t bytes, size_t alignment)
{
    (void)cookie;
    void *memory = aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
    atomic_fetch_add(&blocks, memory != NULL);
    return memory;
}

static void count_free(void *cookie, void *memory)
{
    (void)cookie;
    atomic_fetch_sub(&blocks, memory != NULL);
    free(memory);
}

static int set_up(void **state)
{
    (void)state;
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof place;
    listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&place, sizeof place) != 0 || listen(listener, 64) != 0 ||
        getsockname(listener, (struct sockaddr *)&place, &size) != 0)
        return -1;
    snprintf(address, sizeof address, "tcp://127.0.0.1:%d", ntohs(place.sin_port));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    return close(listener);
}

static int open_files(void)
{
    int count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (folder && readdir(folder))
        count++;
    if (folder)
        closedir(folder);
    return count;
}

static int after_some(void *cookie)
{
    return ++*(int *)cookie > 3;
}

static facs_status try_open(const char *input, const facs_media_options *options, facs_error *error)
{
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.alloc = count_alloc;
    env.free = count_free;
    facs_media *media = NULL;
    const facs_status status = facs_media_open_as(&env, input, options, &media, error);
    assert_null(media);
    return status;
}

/* again and again: nothing is left behind */
static void stopped(void **state)
{
    (void)state;
    int files = 0;
    for (int i = 0; i < 20; i++) {
        int asked = 0;
        facs_error error = {0};
        const facs_media_options options = {.interrupted = after_some, .interrupted_cookie = &asked, .timeout = 1000};
        assert_int_equal(try_open(address, &options, &error), FACS_E_INTERRUPTED);
        assert_non_null(strstr(error.message, "stopped while it was waited for"));
        assert_true(asked > 3);
        assert_int_equal(blocks, 0);
        if (i == 0)
            files = open_files();
        assert_int_equal(open_files(), files);
    }
}

static void timed_out(void **state)
{
    (void)state;
    facs_error error = {0};
    const facs_media_options options = {.timeout = 0.05};
    assert_int_equal(try_open(address, &options, &error), FACS_E_NOT_FOUND);
    assert_non_null(strstr(error.message, "nothing has come for 0.05 s (--timeout)"));
    assert_int_equal(blocks, 0);
}

/* a pipe is waited for without a limit, and can be stopped as well */
static void pipes(void **state)
{
    (void)state;
    char folder[] = "/tmp/facsimile-waiting-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/pipe", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    int asked = 0;
    facs_error error = {0};
    const facs_media_options options = {.interrupted = after_some, .interrupted_cookie = &asked, .timeout = 0.001};
    assert_int_equal(try_open(path, &options, &error), FACS_E_INTERRUPTED);
    assert_int_equal(blocks, 0);
    assert_int_equal(remove(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

/* what can be read twice is not live */
static void live(void **state)
{
    (void)state;
    const char *clip = getenv("FACS_CLIP");
    assert_non_null(clip);
    facs_media *media = NULL;
    assert_int_equal(facs_media_open(NULL, clip, 1, &media, NULL), FACS_OK);
    assert_false(facs_media_get_info(media)->live);
    facs_media_close(&media);
    char command[5000];
    char folder[] = "/tmp/facsimile-waiting-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/pipe", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    snprintf(command, sizeof command, "cat '%s' >%s 2>/dev/null &", clip, path);
    assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): a test */
    assert_int_equal(facs_media_open(NULL, path, 1, &media, NULL), FACS_OK);
    assert_true(facs_media_get_info(media)->live);
    facs_media_close(&media);
    assert_int_equal(remove(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(stopped), cmocka_unit_test(timed_out), cmocka_unit_test(pipes),
                                       cmocka_unit_test(live)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
