/* The program's own memory and messages: everything the library takes and says goes through callbacks.
 *
 *     cc own_memory.c $(pkg-config --cflags --libs facsimile) -o own_memory
 *     ./own_memory interview.mp4 interview.csv
 */
#include <facsimile/facsimile.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/* Worker threads call the callbacks too, so what they share is atomic. */
typedef struct account {
    atomic_long blocks, taken;
} account;

static void *take(void *cookie, size_t bytes, size_t alignment)
{
    account *mine = cookie;
    void *memory = aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
    if (memory) {
        mine->blocks++;
        mine->taken++;
    }
    return memory;
}

static void give_back(void *cookie, void *memory)
{
    account *mine = cookie;
    mine->blocks -= memory != NULL;
    free(memory);
}

static void say(void *cookie, facs_log_level level, const char *message)
{
    static const char *const names[] = {"error", "warning", "info", "debug"};
    (void)cookie;
    if (level < FACS_LOG_DEBUG)
        printf("[%s] %s\n", names[level], message);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: own_memory INPUT OUTPUT.csv\n");
        return 2;
    }
    account mine = {0};
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.cookie = &mine;
    env.alloc = take;
    env.free = give_back;
    env.log = say;
    facs_extract_options options;
    facs_extract_options_init(&options, sizeof options);
    options.env = &env;
    facs_error error;
    facs_status status = facs_extract_file(argv[1], argv[2], &options, &error);
    if (status != FACS_OK)
        fprintf(stderr, "%s\n", error.message);
    printf("%ld blocks taken, %ld not given back\n", (long)mine.taken, (long)mine.blocks);
    return status == FACS_OK ? 0 : 1;
}
