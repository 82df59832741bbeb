/* One call: the results of a folder, in a browser, until it is told to stop. */
#include "view/view_page.h"

static const int64_t tick = 100000000; /* ns between two calls of progress */

void facs_view_options_init(facs_view_options *options, size_t size)
{
    const facs_view_options defaults = {.size = sizeof defaults};
    facs_options_init(options, size, &defaults, sizeof defaults);
}

static facs_status run(const facs_view_options *given, facs_view_page *page)
{
    if (given->page)
        given->page(given->cookie, facs_view_page_address(page));
    while (!given->progress || given->progress(given->cookie) == 0)
        facs_view_page_work(page, tick);
    return FACS_OK;
}

facs_status facs_view_run(const char *folder, const facs_view_options *options, facs_error *error)
{
    facs_view_options given;
    facs_view_list list = {.count = 0};
    facs_view_page *page = NULL;
    facs_env env;
    if (error)
        *error = (facs_error){.status = FACS_OK};
    facs_view_options_init(&given, sizeof given);
    facs_status status = facs_options_take(&given, options, sizeof given, "facs_view_options", error);
    if (status == FACS_OK)
        status = facs_env_take(given.env, &env, error);
    if (status != FACS_OK)
        return status;
    if (!folder || !folder[0])
        return facs_fail(error, FACS_E_ARGUMENT, "facs_view_run: the folder has no name");
    status = facs_view_list_open(&list, &env, folder, error);
    if (status == FACS_OK)
        status = facs_view_page_open(&env, &list, given.http ? given.http : "0", given.http_token, &page, error);
    if (status == FACS_OK)
        status = run(&given, page);
    facs_view_page_close(&page);
    facs_view_list_close(&list);
    return status;
}
