/* See json_text.h. */
#include "base/json_text.h"

#include "base/base64.h"
#include "base/printable.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* there is room for so many bytes and a zero */
static bool make_room(facs_json *json, size_t count)
{
    if (!json->no_memory && json->room - json->length <= count) {
        const size_t room = 2 * json->room + count + 256;
        char *grown = facs_regrow(&json->env, json->text, json->length, room);
        if (grown) {
            json->text = grown;
            json->room = room;
        }
        json->no_memory = !grown;
    }
    return !json->no_memory;
}

static void put(facs_json *json, const char *bytes, size_t count)
{
    if (!make_room(json, count))
        return;
    memcpy(json->text + json->length, bytes, count);
    json->length += count;
    json->text[json->length] = '\0';
}

static void put_text(facs_json *json, const char *text)
{
    put(json, text, strlen(text));
}

static void put_quoted(facs_json *json, const char *text)
{
    char escaped[8];
    put_text(json, "\"");
    for (; *text; text++) {
        const unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\')
            snprintf(escaped, sizeof escaped, "\\%c", byte);
        else if (byte < ' ')
            snprintf(escaped, sizeof escaped, "\\u%04x", byte);
        else
            snprintf(escaped, sizeof escaped, "%c", byte);
        put_text(json, escaped);
    }
    put_text(json, "\"");
}

static void put_line(facs_json *json)
{
    put_text(json, "\n");
    for (int i = 0; i < json->depth; i++)
        put_text(json, "  ");
}

/* what stands in front of a value */
static void put_name(facs_json *json, const char *name)
{
    if (json->follows)
        put_text(json, ",");
    if (json->depth > 0)
        put_line(json);
    if (name) {
        put_quoted(json, name);
        put_text(json, ": ");
    }
    json->follows = true;
}

void facs_json_begin(facs_json *json, const char *name, char bracket)
{
    put_name(json, name);
    put(json, &bracket, 1);
    json->depth++;
    json->follows = false;
}

void facs_json_end(facs_json *json, char bracket)
{
    json->depth--;
    if (json->follows)
        put_line(json);
    put(json, &bracket, 1);
    json->follows = true;
}

void facs_json_text(facs_json *json, const char *name, const char *value)
{
    put_name(json, name);
    char *shown = value ? facs_strdup(&json->env, value) : NULL;
    json->no_memory = json->no_memory || (value && !shown);
    if (shown) {
        facs_make_printable(shown);
        put_quoted(json, shown);
    } else {
        put_text(json, "null");
    }
    facs_free(&json->env, shown);
}

void facs_json_base64(facs_json *json, const char *name, const char *start, const void *bytes, size_t count)
{
    const size_t length = FACS_BASE64_LENGTH(count);
    put_name(json, name);
    put_text(json, "\"");
    put_text(json, start);
    if (make_room(json, length)) {
        facs_base64(json->text + json->length, bytes, count);
        json->length += length;
    }
    put_text(json, "\"");
}

void facs_json_integer(facs_json *json, const char *name, int64_t value)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)value);
    put_name(json, name);
    put_text(json, text);
}

static void put_number(facs_json *json, const char *name, double value, int digits)
{
    char text[40] = "null";
    if (isfinite(value))
        snprintf(text, sizeof text, "%.*g", digits, value);
    for (char *at = text; *at; at++)
        if (*at == ',') /* the decimal point of some locales */
            *at = '.';
    put_name(json, name);
    put_text(json, text);
}

void facs_json_number(facs_json *json, const char *name, double value)
{
    put_number(json, name, value, 9);
}

void facs_json_exact(facs_json *json, const char *name, double value)
{
    put_number(json, name, value, 17);
}

void facs_json_time(facs_json *json, const char *name, double seconds)
{
    put_number(json, name, seconds, 12);
}

void facs_json_bool(facs_json *json, const char *name, bool value)
{
    put_name(json, name);
    put_text(json, value ? "true" : "false");
}

void facs_json_line(facs_json *json)
{
    put_text(json, "\n");
}
