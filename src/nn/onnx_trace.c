/* Traces of ONNX Runtime; see onnx_trace.h.
 *
 * The file is a JSON array of events with a category, a name, and beginning and length in us.  Of interest are
 *     cat "Session", name "model_run"                    a run of the network
 *     cat "Node", name "..._kernel_time", args.op_name, args.provider    a node of it */
#include "nn/onnx_trace.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#if FACS_HAVE_CJSON
#include <cjson/cJSON.h>
#endif

enum { PATH_BYTES = 1024, BYTES_MOST = 64 << 20, OPERATORS_MOST = 128 };

struct facs_onnx_trace {
    facs_env env;
    pthread_mutex_t lock;
    int counting; /* atomic: runs are counted, the trace has not ended */
    int ended;    /* atomic */
    int runs;     /* that counted */
    char folder[PATH_BYTES], prefix[PATH_BYTES + 16];
    facs_trace_sum sum;
};

/* ---- the folder ---- */

static void remove_folder(facs_onnx_trace *trace)
{
    char path[PATH_BYTES + 300];
    DIR *listed = *trace->folder ? opendir(trace->folder) : NULL;
    const struct dirent *entry;
    while (listed && (entry = readdir(listed)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            snprintf(path, sizeof path, "%s/%s", trace->folder, entry->d_name);
            unlink(path);
        }
    if (listed)
        closedir(listed);
    if (*trace->folder)
        rmdir(trace->folder);
    trace->folder[0] = '\0';
}

static facs_status make_folder(facs_onnx_trace *trace, facs_error *error)
{
    const char *base = getenv("TMPDIR");
    base = base && *base == '/' ? base : "/tmp";
    int length = snprintf(trace->folder, PATH_BYTES, "%s/facsimile-trace-XXXXXX", base);
    bool fits = length > 0 && length < PATH_BYTES;
    if (fits && mkdtemp(trace->folder)) { /* of mode 0700 */
        snprintf(trace->prefix, sizeof trace->prefix, "%s/run", trace->folder);
        return FACS_OK;
    }
    const char *why = fits ? strerror(errno) : "its name is too long";
    trace->folder[0] = '\0';
    return facs_fail(error, FACS_E_OUTPUT,
                     "%.300s: no folder for the trace of a network can be made there (TMPDIR): %s", base, why);
}

facs_status facs_onnx_trace_create(const facs_env *env, facs_onnx_trace **trace, facs_error *error)
{
    if (!FACS_HAVE_CJSON)
        return facs_fail(error, FACS_E_UNSUPPORTED,
                         "this build of facsimile has no cJSON to read traces of networks with");
    facs_onnx_trace *made = facs_calloc(env, 1, sizeof *made);
    if (!made || pthread_mutex_init(&made->lock, NULL) != 0) {
        facs_free(env, made);
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the trace of a network");
    }
    made->env = *env;
    facs_status status = make_folder(made, error);
    if (status == FACS_OK)
        *trace = made;
    else
        facs_onnx_trace_free(&made);
    return status;
}

void facs_onnx_trace_free(facs_onnx_trace **trace)
{
    facs_onnx_trace *old = *trace;
    *trace = NULL;
    if (!old)
        return;
    remove_folder(old);
    pthread_mutex_destroy(&old->lock);
    facs_free(&old->env, old);
}

const char *facs_onnx_trace_prefix(const facs_onnx_trace *trace)
{
    return trace->prefix;
}

/* ---- the file ---- */

#if FACS_HAVE_CJSON
static double number(const cJSON *event, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(event, name);
    const double value = cJSON_IsNumber(item) ? item->valuedouble : -1;
    return value >= 0 && value < 1e15 ? value : -1;
}

static const char *text_of(const cJSON *event, const char *name)
{
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(event, name));
    return value ? value : "";
}

static bool is_run(const cJSON *event)
{
    return strcmp(text_of(event, "cat"), "Session") == 0 && strcmp(text_of(event, "name"), "model_run") == 0 &&
           number(event, "ts") >= 0 && number(event, "dur") >= 0;
}

static bool is_node(const cJSON *event)
{
    static const char end[] = "_kernel_time";
    const char *name = text_of(event, "name");
    const size_t length = strlen(name), tail = sizeof end - 1;
    return strcmp(text_of(event, "cat"), "Node") == 0 && length > tail && strcmp(name + length - tail, end) == 0 &&
           number(event, "ts") >= 0 && number(event, "dur") >= 0;
}

/* to the row of that name; what has no room any more goes to the last one */
static void count(facs_trace_row *rows, int *used, int most, const char *name, double seconds)
{
    char clipped[FACS_TRACE_NAME];
    int at = 0;
    snprintf(clipped, sizeof clipped, "%s", name);
    while (at < *used && strcmp(rows[at].name, clipped) != 0)
        at++;
    if (at == most)
        at = most - 1;
    else if (at == *used)
        *used += 1;
    if (rows[at].calls == 0)
        memcpy(rows[at].name, clipped, sizeof clipped);
    rows[at].calls++;
    rows[at].seconds += seconds;
}

static int slower_first(const void *x, const void *y)
{
    const facs_trace_row *a = x, *b = y;
    return a->seconds > b->seconds ? -1 : a->seconds < b->seconds ? 1 : strcmp(a->name, b->name);
}

static void sum_up(const cJSON *events, facs_trace_sum *sum)
{
    facs_trace_row operators[OPERATORS_MOST] = {{.calls = 0}};
    const cJSON *event;
    double warm = -1; /* the end of the first run */
    int kinds = 0;
    cJSON_ArrayForEach(event, events) if (is_run(event))
    {
        const double end = number(event, "ts") + number(event, "dur");
        warm = warm < 0 || end < warm ? end : warm;
        sum->runs++;
    }
    sum->runs = sum->runs > 0 ? sum->runs - 1 : 0;
    cJSON_ArrayForEach(event, events) if (warm >= 0 && is_node(event) && number(event, "ts") >= warm)
    {
        const cJSON *arguments = cJSON_GetObjectItemCaseSensitive(event, "args");
        const char *provider = text_of(arguments, "provider");
        const char *kind = text_of(arguments, "op_name");
        const double seconds = 1e-6 * number(event, "dur");
        count(sum->providers, &sum->provider_count, FACS_TRACE_PROVIDERS, *provider ? provider : "unknown", seconds);
        count(operators, &kinds, OPERATORS_MOST, *kind ? kind : "unknown", seconds);
    }
    qsort(sum->providers, (size_t)sum->provider_count, sizeof *sum->providers, slower_first);
    qsort(operators, (size_t)kinds, sizeof *operators, slower_first);
    sum->operator_count = kinds < FACS_TRACE_OPERATORS ? kinds : FACS_TRACE_OPERATORS;
    memcpy(sum->operators, operators, (size_t)sum->operator_count * sizeof *operators);
    if (sum->provider_count == 0)
        snprintf(sum->failure, sizeof sum->failure, "the trace of ONNX Runtime tells of no nodes behind the first run");
}
#endif

void facs_onnx_trace_read(const char *text, size_t length, facs_trace_sum *sum)
{
    *sum = (facs_trace_sum){.runs = 0};
#if FACS_HAVE_CJSON
    cJSON *events = cJSON_ParseWithLength(text, length);
    if (cJSON_IsArray(events))
        sum_up(events, sum);
    else
        snprintf(sum->failure, sizeof sum->failure,
                 "the trace of ONNX Runtime is not what it should be: no JSON array");
    cJSON_Delete(events);
#else
    (void)text, (void)length;
#endif
}

/* NULL: it cannot be read, or is too large */
static char *read_file(const facs_env *env, const char *path, size_t *length)
{
    struct stat info;
    char *text = NULL;
    int file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    FILE *from = file >= 0 ? fdopen(file, "r") : NULL;
    if (file >= 0 && !from)
        close(file);
    if (from && fstat(file, &info) == 0 && S_ISREG(info.st_mode) && info.st_size >= 0 && info.st_size <= BYTES_MOST)
        text = facs_calloc(env, (size_t)info.st_size + 1, 1);
    if (text)
        *length = fread(text, 1, (size_t)info.st_size, from);
    if (from)
        fclose(from);
    return text;
}

static void read_trace(facs_onnx_trace *trace, const char *path)
{
    size_t length = 0;
    const bool own = strncmp(path, trace->prefix, strlen(trace->prefix)) == 0 && !strstr(path, "/../");
    char *text = own ? read_file(&trace->env, path, &length) : NULL;
    if (text)
        facs_onnx_trace_read(text, length, &trace->sum);
    else
        snprintf(trace->sum.failure, sizeof trace->sum.failure, "the trace of ONNX Runtime cannot be read: %.100s",
                 path);
    facs_free(&trace->env, text);
}

/* ---- runs ---- */

/* with the lock */
static void end(facs_onnx_trace *trace, const facs_ort *api, facs_ort_session *session, facs_ort_allocator *allocator)
{
    char *path = NULL;
    facs_ort_status *status = api->SessionEndProfiling(session, allocator, &path);
    if (status) {
        snprintf(trace->sum.failure, sizeof trace->sum.failure, "%.190s", api->GetErrorMessage(status));
        api->ReleaseStatus(status);
    } else {
        read_trace(trace, path ? path : "");
    }
    if (path && (status = api->AllocatorFree(allocator, path)) != NULL)
        api->ReleaseStatus(status);
    remove_folder(trace);
    __atomic_store_n(&trace->counting, 0, __ATOMIC_RELEASE);
    __atomic_store_n(&trace->ended, 1, __ATOMIC_RELEASE);
}

void facs_onnx_trace_begin(facs_onnx_trace *trace)
{
    __atomic_store_n(&trace->counting, 1, __ATOMIC_RELEASE);
}

bool facs_onnx_trace_enter(facs_onnx_trace *trace)
{
    if (!trace || !__atomic_load_n(&trace->counting, __ATOMIC_ACQUIRE))
        return false;
    pthread_mutex_lock(&trace->lock);
    if (__atomic_load_n(&trace->counting, __ATOMIC_ACQUIRE))
        return true;
    pthread_mutex_unlock(&trace->lock);
    return false;
}

void facs_onnx_trace_leave(facs_onnx_trace *trace, const facs_ort *api, facs_ort_session *session,
                           facs_ort_allocator *allocator)
{
    if (++trace->runs == FACS_TRACE_RUNS)
        end(trace, api, session, allocator);
    pthread_mutex_unlock(&trace->lock);
}

const facs_trace_sum *facs_onnx_trace_end(facs_onnx_trace *trace, const facs_ort *api, facs_ort_session *session,
                                          facs_ort_allocator *allocator)
{
    pthread_mutex_lock(&trace->lock);
    if (!__atomic_load_n(&trace->ended, __ATOMIC_ACQUIRE))
        end(trace, api, session, allocator);
    pthread_mutex_unlock(&trace->lock);
    return &trace->sum;
}
