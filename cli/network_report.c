/* See network_report.h. */
#include "network_report.h"

#include "cli.h"

#include <stdlib.h>
#include <string.h>

enum { RUNS_MAX = 1000 };

static bool add(cJSON *object, const char *name, double value)
{
    return cJSON_AddNumberToObject(object, name, value) != NULL;
}

static double mean_ms(double seconds, double runs)
{
    return runs > 0 ? 1e3 * seconds / runs : 0;
}

/* ---- for machines ---- */

/* one line each */
static bool add_skipped(cJSON *json, const char *lines)
{
    cJSON *list = cJSON_AddArrayToObject(json, "skipped");
    bool good = list != NULL;
    while (good && *lines) {
        const size_t length = strcspn(lines, "\n");
        char *line = strndup(lines, length);
        good = line && cJSON_AddItemToArray(list, cJSON_CreateString(line));
        free(line);
        lines += length + (lines[length] == '\n');
    }
    return good;
}

static bool add_part(cJSON *list, const facs_network_part *part)
{
    cJSON *json = cJSON_CreateObject();
    if (!cJSON_AddItemToArray(list, json))
        return false;
    const double runs = part->runs > 0 ? (double)part->runs : 1;
    return cJSON_AddStringToObject(json, "name", part->name) && add(json, "nodes", (double)part->calls / runs) &&
           add(json, "seconds", part->seconds) && add(json, "mean_ms", mean_ms(part->seconds, runs));
}

/* of networks that were traced */
static bool add_nodes(cJSON *json, const facs_models *models, int network)
{
    facs_network_part part = {.size = sizeof part};
    if (!facs_models_network_part(models, network, 0, &part))
        return true;
    cJSON *nodes = cJSON_AddObjectToObject(json, "nodes");
    cJSON *providers = cJSON_AddArrayToObject(nodes, "providers"),
          *operators = cJSON_AddArrayToObject(nodes, "operators");
    if (*part.trouble)
        return operators && cJSON_AddStringToObject(nodes, "trouble", part.trouble);
    bool good = providers && operators && add(nodes, "runs", (double)part.runs);
    for (int i = 0; good && facs_models_network_part(models, network, i, &part); i++)
        good = add_part(strcmp(part.kind, "provider") == 0 ? providers : operators, &part);
    return good;
}

static bool add_network(cJSON *list, facs_models *models, int index, const facs_network_info *info)
{
    const char *sha256 = facs_models_network_sha256(models, index);
    cJSON *json = cJSON_CreateObject();
    if (!cJSON_AddItemToArray(list, json))
        return false;
    return cJSON_AddStringToObject(json, "name", info->name) && cJSON_AddStringToObject(json, "file", info->file) &&
           cJSON_AddItemToObject(json, "sha256", sha256 && *sha256 ? cJSON_CreateString(sha256) : cJSON_CreateNull()) &&
           cJSON_AddStringToObject(json, "runtime", info->runtime) &&
           cJSON_AddStringToObject(json, "runtime_file", info->runtime_file) &&
           cJSON_AddStringToObject(json, "provider", info->provider) && add_skipped(json, info->skipped) &&
           add(json, "start_s", info->start) && add(json, "runs", (double)info->runs) &&
           add(json, "seconds", info->seconds) && add(json, "mean_ms", mean_ms(info->seconds, (double)info->runs)) &&
           add_nodes(json, models, index);
}

cJSON *network_report_json(facs_models *models)
{
    cJSON *list = cJSON_CreateArray();
    facs_network_info info = {.size = sizeof info};
    bool good = list != NULL;
    for (int i = 0; good && facs_models_network(models, i, &info); i++)
        good = add_network(list, models, i, &info);
    if (good)
        return list;
    cJSON_Delete(list);
    return NULL;
}

static double number(const cJSON *network, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(network, name);
    return cJSON_IsNumber(item) ? item->valuedouble : 0;
}

static int order(const void *x, const void *y)
{
    const double a = *(const double *)x, b = *(const double *)y;
    return a < b ? -1 : a > b;
}

static void set_middle(cJSON *sum, cJSON *const *reports, int count, int network, const char *name)
{
    double values[RUNS_MAX];
    int found = 0;
    for (int i = 0; i < count && i < RUNS_MAX; i++)
        values[found++] = number(cJSON_GetArrayItem(reports[i], network), name);
    qsort(values, (size_t)found, sizeof *values, order);
    cJSON_SetNumberValue(cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(sum, network), name),
                         (values[(found - 1) / 2] + values[found / 2]) / 2);
}

cJSON *network_report_middle(cJSON *const *reports, int count)
{
    static const char *const times[] = {"start_s", "seconds", "mean_ms"};
    cJSON *sum = cJSON_Duplicate(reports[count - 1], true);
    for (int i = 0; sum && i < cJSON_GetArraySize(sum); i++)
        for (size_t k = 0; k < sizeof times / sizeof *times; k++)
            set_middle(sum, reports, count, i, times[k]);
    return sum;
}

/* ---- for people ---- */

static const char *text(const cJSON *object, const char *name)
{
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
    return value ? value : "";
}

static void print_nodes(FILE *to, const cJSON *network)
{
    static const char *const kinds[][2] = {{"providers", "provider"}, {"operators", "slowest operator"}};
    const cJSON *nodes = cJSON_GetObjectItemCaseSensitive(network, "nodes"), *row;
    if (!nodes)
        return;
    if (*text(nodes, "trouble")) {
        fputc('\n', to);
        say(to, "%s: %s", text(network, "name"), text(nodes, "trouble"));
        return;
    }
    fputc('\n', to);
    say(to, "%s, nodes of %.0f run%s", text(network, "name"), number(nodes, "runs"),
        number(nodes, "runs") == 1 ? "" : "s");
    for (int i = 0; i < 2; i++) {
        say(to, "  %-28s %8s %14s", kinds[i][1], "nodes", "ms for a run");
        const cJSON *rows = cJSON_GetObjectItemCaseSensitive(nodes, kinds[i][0]);
        cJSON_ArrayForEach(row, rows)
        {
            say(to, "  %-28s %8.4g %14.4f", text(row, "name"), number(row, "nodes"), number(row, "mean_ms"));
        }
    }
}

void network_report_print(FILE *to, const cJSON *report, double frames)
{
    const cJSON *network;
    if (cJSON_GetArraySize(report) < 1)
        return;
    fputc('\n', to);
    say(to, "%-13s %8s %10s %9s %10s%s", "network", "runs", "mean ms", "start ms", "provider",
        frames > 0 ? "  ms/frame" : "");
    cJSON_ArrayForEach(network, report)
    {
        char each[24] = "";
        if (frames > 0)
            snprintf(each, sizeof each, " %9.4f", 1e3 * number(network, "seconds") / frames);
        say(to, "%-13s %8.0f %10.4f %9.1f %10s%s", text(network, "name"), number(network, "runs"),
            number(network, "mean_ms"), 1e3 * number(network, "start_s"), text(network, "provider"), each);
    }
    say(to, "ONNX Runtime %s; the time of networks is part of that of the stages that run them",
        text(cJSON_GetArrayItem(report, 0), "runtime"));
    cJSON_ArrayForEach(network, report)
    {
        print_nodes(to, network);
    }
}
