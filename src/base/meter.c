/* Counting environment; see meter.h. */
#include "base/meter.h"

static void *count_alloc(void *cookie, size_t bytes, size_t alignment)
{
    facs_meter *meter = cookie;
    atomic_fetch_add_explicit(&meter->allocations, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&meter->bytes, (long long)bytes, memory_order_relaxed);
    return meter->inner.alloc(meter->inner.cookie, bytes, alignment);
}

static void pass_free(void *cookie, void *memory)
{
    const facs_meter *meter = cookie;
    meter->inner.free(meter->inner.cookie, memory);
}

static void pass_log(void *cookie, facs_log_level level, const char *message)
{
    const facs_meter *meter = cookie;
    meter->inner.log(meter->inner.cookie, level, message);
}

/* a whole file is the caller's own allocation and not counted */
static int pass_read_file(void *cookie, const char *path, void **bytes, size_t *count)
{
    const facs_meter *meter = cookie;
    return meter->inner.read_file(meter->inner.cookie, path, bytes, count);
}

facs_env facs_meter_init(facs_meter *meter, const facs_env *env)
{
    meter->inner = *env;
    atomic_init(&meter->allocations, 0);
    atomic_init(&meter->bytes, 0);
    facs_env counting = *env;
    counting.cookie = meter;
    counting.alloc = count_alloc;
    counting.free = pass_free;
    counting.log = pass_log;
    counting.read_file = env->read_file ? pass_read_file : NULL;
    return counting;
}
