/* See report_page.h.
 *
 * Everything stands in the page: its Content-Security-Policy allows the scripts and styles it was built with, by their hashes,
 * and nothing from anywhere else but a linked video.  What comes from files is either text of the title, with & < > " as
 * entities, or in the block of data, in which < > & and the line separators U+2028 and U+2029 are escapes of JSON, so that
 * no name can end the block.  A browser does not run it: its type is application/json. */
#include "report/report_page.h"

#include "base/base64.h"
#include "base/descriptor.h"
#include "page/page_assets.h"
#include "sink/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { POLICY = 4096 };

typedef struct page {
    facs_env env;
    facs_report_matter *matter;
    facs_result_file *output;
    int64_t bytes;
    bool quoted, escaped; /* in a text of the data, behind a backslash */
} page;

static facs_status put(page *to, const char *bytes, size_t count, facs_error *error)
{
    to->bytes += (int64_t)count;
    return count > 0 ? facs_output_write(to->output, bytes, count, error) : FACS_OK;
}

static facs_status put_text(page *to, const char *text, facs_error *error)
{
    return put(to, text, strlen(text), error);
}

/* ---- scripts and styles ---- */

typedef enum kind { STYLE, SCRIPT } kind;

static bool has_parts(const char *name, const char *start, const char *ending)
{
    const size_t length = strlen(name), rest = strlen(ending);
    return strncmp(name, start, strlen(start)) == 0 && length >= rest && strcmp(name + length - rest, ending) == 0;
}

/* The `index`-th of a kind, in their order: what others made, what all pages share, the report's, and the script that begins
 * last; NULL past it */
static const facs_page_asset *asset_of(kind wanted, int index)
{
    static const char *const first[][2] = {{"dygraph.css", "common.css"}, {"dygraph.min.js", "common.js"}};
    static const char *const start[] = {"report", "report_"}, *const ending[] = {".css", ".js"};
    const facs_page_asset *asset;
    int at = 0;
    for (int i = 0; i < 2; i++)
        if ((asset = facs_page_asset_find(first[wanted][i])) != NULL && at++ == index)
            return asset;
    for (int i = 0; (asset = facs_page_asset_get(i)) != NULL; i++)
        if (has_parts(asset->name, start[wanted], ending[wanted]) && at++ == index)
            return asset;
    return wanted == SCRIPT && index == at ? facs_page_asset_find("report.js") : NULL;
}

static facs_status put_assets(page *to, kind wanted, facs_error *error)
{
    static const char *const open[] = {"<style>", "<script>"}, *const close[] = {"</style>\n", "</script>\n"};
    const facs_page_asset *asset;
    facs_status status = FACS_OK;
    for (int i = 0; status == FACS_OK && (asset = asset_of(wanted, i)) != NULL; i++) {
        status = put_text(to, open[wanted], error);
        if (status == FACS_OK)
            status = put(to, asset->text, asset->size, error);
        if (status == FACS_OK)
            status = put_text(to, close[wanted], error);
    }
    return status;
}

static facs_status put_policy(page *to, facs_error *error)
{
    static const char *const directive[] = {"; style-src", "; script-src"};
    char text[POLICY];
    int length =
        snprintf(text, sizeof text,
                 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data: blob:; "
                 "media-src 'self' data: blob: file:; base-uri 'none'; form-action 'none'");
    for (int wanted = STYLE; wanted <= SCRIPT; wanted++) {
        const facs_page_asset *asset;
        length += snprintf(text + length, sizeof text - (size_t)length, "%s", directive[wanted]);
        for (int i = 0; (asset = asset_of((kind)wanted, i)) != NULL && length < POLICY - 128; i++)
            length += snprintf(text + length, sizeof text - (size_t)length, " '%s'", asset->hash);
    }
    snprintf(text + length, sizeof text - (size_t)length, "\">");
    return put_text(to, text, error);
}

/* ---- what comes from files ---- */

static facs_status put_title(page *to, facs_error *error)
{
    facs_status status = FACS_OK;
    for (const char *at = to->matter->title; *at && status == FACS_OK; at++)
        status = *at == '&'   ? put_text(to, "&amp;", error)
                 : *at == '<' ? put_text(to, "&lt;", error)
                 : *at == '>' ? put_text(to, "&gt;", error)
                 : *at == '"' ? put_text(to, "&quot;", error)
                              : put(to, at, 1, error);
    return status;
}

/* The JSON so far, without white space between values.  It never ends in the middle of a character. */
static facs_status put_data_piece(void *cookie, facs_json *json, facs_error *error)
{
    enum { ROOM = 1 << 14, MOST = 8 };
    page *to = cookie;
    char text[ROOM], *at = text;
    facs_status status = FACS_OK;
    for (const char *from = json->text, *end = from + json->length; from < end && status == FACS_OK; from++) {
        const bool line = strncmp(from, "\xE2\x80\xA8", 3) == 0, paragraph = strncmp(from, "\xE2\x80\xA9", 3) == 0;
        if (*from == '"' && !to->escaped)
            to->quoted = !to->quoted;
        to->escaped = *from == '\\' && !to->escaped;
        if (line || paragraph) {
            at += snprintf(at, MOST, "\\u202%d", line ? 8 : 9);
            from += 2;
        } else if (*from == '<' || *from == '>' || *from == '&') {
            at += snprintf(at, MOST, "\\u%04x", (unsigned)*from);
        } else if (to->quoted || (*from != ' ' && *from != '\n')) {
            *at++ = *from;
        }
        if (at - text > ROOM - MOST || from + 1 >= end) {
            status = put(to, text, (size_t)(at - text), error);
            at = text;
        }
    }
    json->length = 0;
    return status == FACS_OK ? put(to, text, (size_t)(at - text), error) : status;
}

static facs_status put_data(page *to, facs_error *error)
{
    facs_json json = {.env = to->env};
    facs_status status = put_text(to, "<script type=\"application/json\" id=\"data\">", error);
    if (status == FACS_OK)
        status = facs_report_data(to->matter, &json, put_data_piece, to, error);
    facs_free(&json.env, json.text);
    return status == FACS_OK ? put_text(to, "</script>\n", error) : status;
}

static facs_status put_video(page *to, const char *path, facs_error *error)
{
    uint8_t bytes[3 << 10];
    char text[FACS_BASE64_LENGTH(sizeof bytes)];
    facs_status status = FACS_OK;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t count = file < 0 ? -1 : 0;
    for (int64_t offset = 0; file >= 0 && status == FACS_OK; offset += count) {
        count = facs_read_at(file, offset, bytes, sizeof bytes); /* all of it but at the end */
        if (count <= 0)
            break;
        status = put(to, text, (size_t)(facs_base64(text, bytes, (size_t)count) - text), error);
    }
    if (count < 0)
        status = facs_fail(error, FACS_E_OUTPUT, "%s: the small video of the report cannot be read back: %s", path,
                           strerror(errno));
    if (file >= 0)
        close(file);
    return status;
}

static facs_status put_videos(page *to, facs_error *error)
{
    char start[64];
    facs_status status = FACS_OK;
    for (int64_t i = 0; i < to->matter->results && status == FACS_OK; i++) {
        const char *path = to->matter->result[i].film.carried;
        if (!path)
            continue;
        snprintf(start, sizeof start, "<script type=\"text/plain\" id=\"video-%lld\">", (long long)i);
        status = put_text(to, start, error);
        if (status == FACS_OK)
            status = put_video(to, path, error);
        if (status == FACS_OK)
            status = put_text(to, "</script>\n", error);
    }
    return status;
}

/* ---- the template ---- */

static facs_status put_styles(page *to, facs_error *error)
{
    return put_assets(to, STYLE, error);
}

static facs_status put_scripts(page *to, facs_error *error)
{
    return put_assets(to, SCRIPT, error);
}

static facs_status fill(page *to, const char *template, facs_error *error)
{
    static const struct {
        const char *mark;
        facs_status (*put)(page *to, facs_error *error);
    } places[] = {{"<!--csp-->", put_policy},      {"<!--title-->", put_title}, {"<!--style-->", put_styles},
                  {"<!--scripts-->", put_scripts}, {"<!--data-->", put_data},   {"<!--videos-->", put_videos}};
    enum { PLACES = sizeof places / sizeof *places };
    facs_status status = FACS_OK;
    while (*template && status == FACS_OK) {
        const char *comment = strstr(template, "<!--");
        size_t length = comment ? (size_t)(comment - template) : strlen(template);
        int place = 0;
        while (comment && place < PLACES && strncmp(comment, places[place].mark, strlen(places[place].mark)) != 0)
            place++;
        const bool known = comment && place < PLACES;
        length += comment && !known ? strlen("<!--") : 0;
        status = put(to, template, length, error);
        if (status == FACS_OK && known)
            status = places[place].put(to, error);
        template += length + (known ? strlen(places[place].mark) : 0);
    }
    return status;
}

facs_status facs_report_page_write(const facs_env *env, const char *path, facs_report_matter *matter, int64_t *bytes,
                                   facs_error *error)
{
    page to = {.env = *env, .matter = matter};
    const facs_page_asset *template = facs_page_asset_find("report.html");
    if (facs_page_missing() || !template)
        return facs_fail(error, FACS_E_UNSUPPORTED, "%s: %s", path,
                         facs_page_missing() ? facs_page_missing() : "this facsimile has no page for reports");
    facs_status status = facs_output_open(env, path, &to.output, error);
    if (status != FACS_OK)
        return status;
    status = fill(&to, template->text, error);
    if (status == FACS_OK)
        status = facs_output_commit(&to.output, error);
    else
        facs_output_abandon(&to.output);
    *bytes = to.bytes;
    return status;
}
