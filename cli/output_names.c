/* See output_names.h.
 *
 * The name of an input at a level, here of /data/anna/1.mp4:
 *     0  1      1  1.mp4      2  anna_1      3  anna_1.mp4      4  data_anna_1      5  data_anna_1.mp4
 * All start at level 0; of those whose names are the same the ones at the lowest level go one up, until all differ. */
#include "output_names.h"

#include "cli.h"
#include "input_shown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct named {
    char *path;      /* absolute; only its last part may be a link.  Of an address: /HOST/PART/NAME */
    const char *key; /* the same path, or address, is the same input */
    bool folder;
    bool bare; /* has no extension, whatever it looks like */
    int level;
    char *output;
    int index; /* of the task */
} named;

bool is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static char *join(const char *folder, const char *name, const char *extension)
{
    size_t length = strlen(folder), room = length + strlen(name) + strlen(extension) + 2;
    char *path = malloc(room);
    if (path)
        snprintf(path, room, "%s%s%s%s", folder, length && folder[length - 1] != '/' ? "/" : "", name, extension);
    return path;
}

/* Of what is no path.  `bare`: it has no file's name */
static char *name_other(const char *input, bool *bare)
{
    const size_t room = strlen(input) + sizeof "/stream";
    char *path = malloc(room + 1);
    if (!path)
        return NULL;
    path[0] = '/';
    facs_input_look(input, NULL, 0, path + 1, room);
    *bare = !strchr(path + 1, '/');
    return path;
}

/* The folder is resolved, the name stays what the caller chose; "." and the like have the name of what they mean. */
static char *absolute(const char *input)
{
    const char *slash = strrchr(input, '/'), *name = slash ? slash + 1 : input;
    if (strcmp(input, "-") == 0)
        return strdup("stdin");
    if (!name[0] || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
        char *whole = realpath(input, NULL);
        return whole ? whole : strdup(input);
    }
    char *folder = slash ? strndup(input, slash == input ? 1 : (size_t)(slash - input)) : strdup(".");
    char *real = folder ? realpath(folder, NULL) : NULL;
    char *path = real ? join(real, name, "") : strdup(input);
    free(folder);
    free(real);
    return path;
}

/* ---- repeats ---- */

static int by_path(const void *a, const void *b)
{
    const named *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    return order ? order : (x->index > y->index) - (x->index < y->index);
}

static void free_named(named *names, int count)
{
    for (int i = 0; names && i < count; i++) {
        free(names[i].path);
        free(names[i].output);
    }
    free(names);
}

static named *make_named(const task *tasks, int count)
{
    named *names = calloc((size_t)count, sizeof *names);
    bool good = names != NULL;
    for (int i = 0; good && i < count; i++) {
        names[i].index = i;
        const facs_input_kind kind = facs_input_look(tasks[i].input, NULL, 0, NULL, 0);
        names[i].path = kind == FACS_INPUT_PATH ? absolute(tasks[i].input) : name_other(tasks[i].input, &names[i].bare);
        names[i].key = kind == FACS_INPUT_ADDRESS ? tasks[i].input : names[i].path;
        good = names[i].path != NULL;
    }
    if (good)
        return names;
    complain("out of memory");
    free_named(names, count);
    return NULL;
}

int tasks_without_repeats(task *tasks, int count)
{
    named *names = make_named(tasks, count);
    if (!names)
        return -1;
    qsort(names, (size_t)count, sizeof *names, by_path);
    for (int i = 1; i < count; i++)
        if (strcmp(names[i].key, names[i - 1].key) == 0)
            tasks[names[i].index].input = NULL;
    free_named(names, count);
    int kept = 0;
    for (int i = 0; i < count; i++) {
        if (!tasks[i].input)
            free(tasks[i].shown);
        else
            tasks[kept++] = tasks[i];
    }
    for (int i = kept; i < count; i++)
        tasks[i] = (task){.input = NULL};
    return kept;
}

/* ---- names ---- */

/* NULL = no memory; *last = there is no longer name */
static char *name_at(const named *input, bool *last)
{
    size_t length = strlen(input->path);
    while (length > 1 && input->path[length - 1] == '/')
        length--;
    size_t start = length;
    for (int parts = 0; start > 0; start--)
        if (input->path[start - 1] == '/' && parts++ == input->level / 2)
            break;
    *last = start <= 1 && input->level % 2;
    char *name = strndup(input->path + start, length - start);
    if (!name)
        return NULL;
    char *base = strrchr(name, '/'), *dot = strrchr(name, '.');
    base = base ? base + 1 : name;
    if (input->level % 2 == 0 && !input->bare && dot && dot > base)
        *dot = '\0';
    for (char *at = name; (at = strchr(at, '/')) != NULL;)
        *at = '_';
    return name;
}

static bool name_output(named *input, const char *folder, bool image)
{
    bool last;
    char *name = name_at(input, &last);
    free(input->output);
    input->output = name ? join(folder ? folder : "", name, input->folder && image ? "_csv" : ".csv") : NULL;
    free(name);
    if (!input->output)
        complain("out of memory");
    return input->output != NULL;
}

static int by_output(const void *a, const void *b)
{
    const named *x = a, *y = b;
    int order = strcmp(x->output, y->output);
    return order ? order : (x->level > y->level) - (x->level < y->level);
}

/* longer names for the lowest of those that clash; *clash = there were some */
static bool lengthen(named *names, int count, const char *folder, bool image, bool *clash)
{
    *clash = false;
    qsort(names, (size_t)count, sizeof *names, by_output);
    for (int first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && strcmp(names[first].output, names[end].output) == 0;)
            end++;
        int level = names[first].level;
        if (end - first > 1)
            *clash = true;
        for (int i = first; end - first > 1 && i < end && names[i].level == level; i++) {
            bool last;
            free(name_at(&names[i], &last));
            if (last) {
                complain("%s: two inputs would have this result; run them one after the other", names[i].output);
                return false;
            }
            names[i].level++;
        }
    }
    for (int i = 0; *clash && i < count; i++)
        if (!name_output(&names[i], folder, image))
            return false;
    return true;
}

bool tasks_name_outputs(task *tasks, int count, const char *folder, bool image)
{
    named *names = make_named(tasks, count);
    bool good = names != NULL;
    for (int i = 0; good && i < count; i++) {
        names[i].folder = is_folder(tasks[i].input);
        names[i].bare |= names[i].folder;
        good = name_output(&names[i], folder, image);
    }
    for (bool clash = true; good && clash;)
        good = lengthen(names, count, folder, image, &clash);
    for (int i = 0; good && i < count; i++) {
        tasks[names[i].index].output = names[i].output;
        names[i].output = NULL;
    }
    free_named(names, count);
    return good;
}

/* "NAME.csv", "NAME_csv" -> "NAME.ndjson"; NULL = no memory */
static char *change_ending(const char *output, const char *to)
{
    static const char from[] = ".csv";
    const size_t stem = strlen(output) - (sizeof from - 1), room = stem + strlen(to) + 1;
    char *path = malloc(room);
    if (path)
        snprintf(path, room, "%.*s%s", (int)stem, output, to);
    return path;
}

bool tasks_name_more(task *tasks, int count, int kind, const char *ending, const char *folder, bool image)
{
    task *csv = calloc((size_t)count, sizeof *csv);
    for (int i = 0; csv && i < count; i++)
        csv[i].input = tasks[i].input;
    if (!csv)
        complain("out of memory");
    bool good = csv && tasks_name_outputs(csv, count, folder, image);
    for (int i = 0; good && i < count; i++) {
        tasks[i].more[kind] = change_ending(csv[i].output, ending);
        good = tasks[i].more[kind] != NULL;
        if (!good)
            complain("out of memory");
    }
    tasks_free(csv, count);
    return good;
}

void tasks_free(task *tasks, int count)
{
    for (int i = 0; tasks && i < count; i++) {
        free(tasks[i].shown);
        free(tasks[i].output);
        for (int j = 0; j < MORE_OUTPUTS; j++)
            free(tasks[i].more[j]);
    }
    free(tasks);
}
