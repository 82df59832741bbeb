/* Quotas of control groups, version 2 (cpu.max) and 1 (cpu.cfs_quota_us).
 *
 * A group's limit holds for the groups inside it too, so all from the process's own to the top of what is mounted are
 * looked at.  /proc/self/cgroup says which group the process is in, /proc/self/mountinfo which part of the tree of groups
 * is mounted where: in a container that is often its own group only, and the process's path need not lie in it. */
#include "base/cpu_quota.h"

#include <facsimile/facsimile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 4096, PATH = 2 * LINE };

/* a tree of groups */
typedef struct tree {
    bool found;
    char mount[LINE], root[LINE]; /* where it is mounted, and which group is there */
    char group[LINE];             /* of this process */
} tree;

static FILE *open_in(const char *root, const char *path)
{
    char full[PATH + LINE];
    int length = snprintf(full, sizeof full, "%s%s", root, path);
    return length > 0 && (size_t)length < sizeof full ? fopen(full, "re") : NULL;
}

/* Next line without its end; longer ones are passed over. */
static bool read_line(FILE *file, char line[LINE])
{
    bool whole = true;
    while (fgets(line, LINE, file)) {
        size_t length = strlen(line);
        bool end = length > 0 && line[length - 1] == '\n';
        if (end)
            line[length - 1] = '\0';
        if ((end || feof(file)) && whole)
            return true;
        whole = end;
    }
    return false;
}

/* Is `word` in a list with commas? */
static bool has_word(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
        if (strncmp(at, word, length) == 0 && (at[length] == '\0' || at[length] == ','))
            return true;
    return false;
}

/* "12:cpu,cpuacct:/path"; version 2 is "0::/path" */
static bool is_group_of(char *line, int version, const char **path)
{
    char *controllers = strchr(line, ':');
    char *end = controllers ? strchr(controllers + 1, ':') : NULL;
    if (!end)
        return false;
    *end = '\0';
    *path = end + 1;
    return version == 2 ? strcmp(line, "0:") == 0 : has_word(controllers + 1, "cpu");
}

/* "id parent device ROOT MOUNT options ... - TYPE source OPTIONS" */
static bool is_mount_of(char *line, int version, const char **root, const char **mount)
{
    char *tail = strstr(line, " - "), *rest = NULL;
    if (!tail)
        return false;
    *tail = '\0';
    const char *type = strtok_r(tail + 3, " ", &rest);
    strtok_r(NULL, " ", &rest);
    const char *options = strtok_r(NULL, " ", &rest);
    if (!type || strcmp(type, version == 2 ? "cgroup2" : "cgroup") != 0 ||
        (version == 1 && (!options || !has_word(options, "cpu"))))
        return false;
    strtok_r(line, " ", &rest);
    strtok_r(NULL, " ", &rest);
    strtok_r(NULL, " ", &rest);
    *root = strtok_r(NULL, " ", &rest);
    *mount = strtok_r(NULL, " ", &rest);
    return *root && *mount;
}

static tree find_tree(const char *fake_root, int version)
{
    tree found = {.found = false};
    char line[LINE];
    const char *group, *root, *mount;
    bool known = false;
    FILE *file = open_in(fake_root, "/proc/self/cgroup");
    while (file && !known && read_line(file, line))
        if ((known = is_group_of(line, version, &group)))
            snprintf(found.group, sizeof found.group, "%s", group);
    if (file)
        fclose(file);
    file = known ? open_in(fake_root, "/proc/self/mountinfo") : NULL;
    while (file && !found.found && read_line(file, line))
        if ((found.found = is_mount_of(line, version, &root, &mount))) {
            snprintf(found.root, sizeof found.root, "%s", root);
            snprintf(found.mount, sizeof found.mount, "%s", mount);
        }
    if (file)
        fclose(file);
    return found;
}

/* The process's group below what is mounted; "" = what is mounted. */
static const char *group_below(const tree *found)
{
    size_t length = strcmp(found->root, "/") == 0 ? 0 : strlen(found->root);
    const char *below = found->group + length;
    bool inside = strncmp(found->group, found->root, length) == 0 && (*below == '/' || *below == '\0');
    return inside && !strstr(below, "/..") && strcmp(below, "/") != 0 ? below : "";
}

/* First one or two numbers of a file; "max" and what is missing or no number is -1. */
static void read_numbers(const char *root, const char *folder, const char *name, double numbers[2])
{
    char path[PATH + LINE], line[LINE], *rest = line;
    numbers[0] = numbers[1] = -1;
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = length > 0 && (size_t)length < sizeof path ? open_in(root, path) : NULL;
    if (!file)
        return;
    bool there = read_line(file, line);
    fclose(file);
    for (int i = 0; there && i < 2; i++) {
        char *from = rest;
        long long number = strtoll(from, &rest, 10);
        if (rest > from)
            numbers[i] = (double)number;
        else
            rest += strcspn(rest, " ");
    }
}

static double quota_of(const char *root, const char *folder, int version)
{
    double quota[2], period[2];
    if (version == 2) {
        read_numbers(root, folder, "cpu.max", quota);
        period[0] = quota[1];
    } else {
        read_numbers(root, folder, "cpu.cfs_quota_us", quota);
        read_numbers(root, folder, "cpu.cfs_period_us", period);
    }
    return quota[0] > 0 && period[0] > 0 ? quota[0] / period[0] : 0;
}

double facs_cpu_quota_in(const char *root)
{
    double least = 0;
    for (int version = 1; version <= 2; version++) {
        const tree found = find_tree(root, version);
        if (!found.found)
            continue;
        char folder[PATH];
        size_t top = strcmp(found.mount, "/") == 0 ? 0 : strlen(found.mount);
        snprintf(folder, sizeof folder, "%s%s", top ? found.mount : "", group_below(&found));
        for (;;) {
            double quota = quota_of(root, folder, version);
            if (quota > 0 && (least <= 0 || quota < least))
                least = quota;
            char *end = strrchr(folder, '/');
            if (!end || (size_t)(end - folder) < top)
                break;
            *end = '\0';
        }
    }
    return least;
}
