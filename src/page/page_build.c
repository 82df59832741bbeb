/* See page_build.h. */
#include "page/page_build.h"

#include <stdio.h>
#include <string.h>

enum { HASH = 80 /* bytes in a policy, more than there are */, TAG = 32 };

/* Text that is added to.  Room for all of it was made before. */
static void add(char **at, const char *text, size_t count)
{
    memcpy(*at, text, count);
    *at += count;
}

static void add_text(char **at, const char *text)
{
    add(at, text, strlen(text));
}

/* bytes of all, with their tags; 0 = one is missing */
static size_t size_of(const char *const *names, const char **missing)
{
    size_t size = 1;
    for (; *names; names++) {
        const facs_page_asset *asset = facs_page_asset_find(*names);
        if (!asset) {
            *missing = *names;
            return 0;
        }
        size += asset->size + TAG;
    }
    return size;
}

static void add_all(char **at, const char *tag, const char *const *names)
{
    char begin[TAG], end[TAG];
    snprintf(begin, sizeof begin, "<%s>", tag);
    snprintf(end, sizeof end, "</%s>\n", tag);
    for (; *names; names++) {
        const facs_page_asset *asset = facs_page_asset_find(*names);
        add_text(at, begin);
        add(at, asset->text, asset->size);
        add_text(at, end);
    }
}

static void add_sources(char **at, const char *directive, const char *const *names)
{
    add_text(at, "; ");
    add_text(at, directive);
    for (; *names; names++) {
        add_text(at, " '");
        add_text(at, facs_page_asset_find(*names)->hash);
        add_text(at, "'");
    }
}

static size_t count_of(const char *const *names)
{
    size_t count = 0;
    while (names[count])
        count++;
    return count;
}

static void make_policy(char *at, const char *const *styles, const char *const *scripts, const char *more)
{
    add_text(&at, "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    add_sources(&at, "script-src", scripts);
    add_sources(&at, "style-src", styles);
    add_text(&at, "; ");
    add_text(&at, more);
    *at = '\0';
}

static void make_text(facs_page *page, const facs_page_asset *html, const char *const *styles,
                      const char *const *scripts)
{
    static const char style[] = "<!--style-->", script[] = "<!--scripts-->";
    char *at = page->text;
    for (const char *from = html->text; *from;) {
        if (strncmp(from, style, sizeof style - 1) == 0) {
            add_all(&at, "style", styles);
            from += sizeof style - 1;
        } else if (strncmp(from, script, sizeof script - 1) == 0) {
            add_all(&at, "script", scripts);
            from += sizeof script - 1;
        } else {
            *at++ = *from++;
        }
    }
    *at = '\0';
    page->size = (size_t)(at - page->text);
}

facs_status facs_page_build(const facs_env *env, const char *html, const char *const *styles,
                            const char *const *scripts, const char *more, facs_page *page, facs_error *error)
{
    *page = (facs_page){.size = 0};
    const facs_page_asset *frame = facs_page_asset_find(html);
    const char *missing = html;
    const size_t style_size = size_of(styles, &missing), script_size = size_of(scripts, &missing);
    const char *why = facs_page_missing();
    if (why)
        return facs_fail(error, FACS_E_UNSUPPORTED, "%s", why);
    if (!frame || style_size == 0 || script_size == 0)
        return facs_fail(error, FACS_E_INTERNAL, "%s: is no part of this facsimile", missing);
    page->text = facs_calloc(env, frame->size + style_size + script_size + 1, 1);
    page->policy = facs_calloc(env, (count_of(styles) + count_of(scripts) + 4) * HASH + strlen(more), 1);
    if (!page->text || !page->policy) {
        facs_page_free(env, page);
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a page");
    }
    make_policy(page->policy, styles, scripts, more);
    make_text(page, frame, styles, scripts);
    return FACS_OK;
}

void facs_page_free(const facs_env *env, facs_page *page)
{
    facs_free(env, page->text);
    facs_free(env, page->policy);
    *page = (facs_page){.size = 0};
}
