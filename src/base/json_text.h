/* JSON as text that grows: for what is written without the library that reads JSON. */
#ifndef FACS_BASE_JSON_TEXT_H
#define FACS_BASE_JSON_TEXT_H

#include "base/base.h"

/** Begin with the environment (resolved) and zeros. */
typedef struct facs_json {
    facs_env env;
    char *text; /**< facs_free */
    size_t length, room;
    int depth;
    bool follows;   /**< something stands before in the object or list */
    bool no_memory; /**< the text is not whole */
} facs_json;

/* Each adds one value.  `name` is that of a member, NULL in a list and for the whole. */

/** What follows, up to the end, is in it.  '{' or '['. */
void facs_json_begin(facs_json *json, const char *name, char bracket);
/** '}' or ']'. */
void facs_json_end(facs_json *json, char bracket);
/** NULL becomes null; bytes that are no UTF-8 become '?', as JSON has no others. */
void facs_json_text(facs_json *json, const char *name, const char *value);
/** A text of base64 digits behind `start`, which JSON need not escape: "", "data:image/jpeg;base64,". */
void facs_json_base64(facs_json *json, const char *name, const char *start, const void *bytes, size_t count);
void facs_json_integer(facs_json *json, const char *name, int64_t value);
/** What is not finite becomes null. */
void facs_json_number(facs_json *json, const char *name, double value);
/** with the digits that read back to the same double */
void facs_json_exact(facs_json *json, const char *name, double value);
/** with the digits that microseconds of a day need */
void facs_json_time(facs_json *json, const char *name, double seconds);
void facs_json_bool(facs_json *json, const char *name, bool value);
/** The line is over: behind the whole. */
void facs_json_line(facs_json *json);

#endif
