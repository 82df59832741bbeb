/* See view_page.h. */
#include "view/view_page.h"

#include "base/bell.h"
#include "base/descriptor.h"
#include "base/profile.h"
#include "page/page_build.h"
#include "serve/http_server.h"
#include "view/view_made.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* what is shown in place of a picture that cannot be made */
static const char no_picture[] =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 9\"><rect width=\"16\" height=\"9\" fill=\"#8a96a3\" "
    "fill-opacity=\".2\"/></svg>";
/* a report allows its own scripts and nothing else, by a policy inside it */
static const char report_policy[] = "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

struct facs_view_page {
    facs_bell bell; /* of the thread that works */
    facs_env env;
    facs_http *http;
    facs_page text;
    char *folder;         /* for reports */
    pthread_mutex_t lock; /* of what follows; the list is changed under it, by the thread that works */
    facs_view_list *list;
    facs_view_made listed;
    facs_json json; /* of the list */
    bool has_bell, has_lock;
};

/* ---- requests ---- */

/* NULL: there is none; under the lock */
static facs_view_item *asked_for(facs_view_page *page, const facs_http_request *request)
{
    const int64_t number = facs_http_number(request, "n");
    facs_view_item *item = number >= 0 && number < page->list->count ? &page->list->item[number] : NULL;
    return item && !item->gone ? item : NULL;
}

/* Noted, and answered when it is made; under the lock. */
static void ask(facs_view_page *page, facs_http_request *request, facs_view_made *made)
{
    if (facs_http_is_closing(request)) {
        facs_http_say(request, 503, "facsimile ends.\n");
        return;
    }
    *made = FACS_VIEW_ASKED;
    facs_http_wait(request);
    facs_bell_ring(&page->bell);
}

static void send_list(facs_view_page *page, facs_http_request *request)
{
    /* made after this request came, or for it */
    if (page->listed == FACS_VIEW_MADE && facs_http_again(request))
        facs_http_reply(request,
                        &(facs_http_answer){200, "application/json", NULL, page->json.text, page->json.length});
    else if (page->listed == FACS_VIEW_FAILED && facs_http_again(request))
        facs_http_say(request, 500, "The folder cannot be read any more.\n");
    else
        ask(page, request, &page->listed);
}

static void send_thumb(facs_view_page *page, facs_http_request *request)
{
    facs_view_item *item = asked_for(page, request);
    if (!item || !item->video)
        facs_http_say(request, 404, "There is nothing of that name.\n");
    else if (item->thumb == FACS_VIEW_MADE)
        facs_http_reply(request, &(facs_http_answer){200, "image/jpeg", NULL, item->jpeg, item->jpeg_size});
    else if (item->thumb == FACS_VIEW_FAILED)
        facs_http_reply(request, &(facs_http_answer){200, "image/svg+xml", NULL, no_picture, sizeof no_picture - 1});
    else
        ask(page, request, &item->thumb);
}

static void send_report(facs_view_page *page, facs_http_request *request)
{
    facs_view_item *item = asked_for(page, request);
    if (!item)
        facs_http_say(request, 404, "There is nothing of that name.\n");
    else if (item->report == FACS_VIEW_MADE)
        facs_http_reply_file(request, "text/html; charset=utf-8", report_policy, item->page);
    else if (item->report == FACS_VIEW_FAILED)
        facs_http_say(request, 422, item->trouble ? item->trouble : "The report cannot be made.\n");
    else
        ask(page, request, &item->report);
}

static void handle(void *cookie, facs_http_request *request)
{
    facs_view_page *page = cookie;
    const char *path = facs_http_path(request);
    if (facs_http_is_post(request)) {
        facs_http_say(request, 405, "Nothing can be changed here.\n");
        return;
    }
    pthread_mutex_lock(&page->lock);
    if (strcmp(path, "/") == 0)
        facs_http_reply(request, &(facs_http_answer){200, "text/html; charset=utf-8", page->text.policy,
                                                     page->text.text, page->text.size});
    else if (strcmp(path, "/list") == 0)
        send_list(page, request);
    else if (strcmp(path, "/thumb") == 0)
        send_thumb(page, request);
    else if (strcmp(path, "/report") == 0)
        send_report(page, request);
    else
        facs_http_say(request, 404, "There is nothing of that name.\n");
    pthread_mutex_unlock(&page->lock);
}

/* ---- work ---- */

static void make_list(facs_view_page *page)
{
    facs_error error = {.status = FACS_OK};
    pthread_mutex_lock(&page->lock); /* the server waits as long: a folder is read fast */
    const bool good = facs_view_list_look(page->list, &error) == FACS_OK;
    page->json.length = 0;
    page->json.follows = page->json.no_memory = false;
    facs_view_list_text(page->list, &page->json);
    page->listed = good && !page->json.no_memory ? FACS_VIEW_MADE : FACS_VIEW_FAILED;
    pthread_mutex_unlock(&page->lock);
}

/* Only this thread changes the list, so what it reads of it needs no lock. */
static void make_thumb(facs_view_page *page, facs_view_item *item)
{
    uint8_t *jpeg = NULL;
    size_t size = 0;
    const facs_status status = facs_view_thumb(&page->env, item->video, &jpeg, &size, NULL);
    pthread_mutex_lock(&page->lock);
    item->jpeg = jpeg;
    item->jpeg_size = size;
    item->thumb = status == FACS_OK ? FACS_VIEW_MADE : FACS_VIEW_FAILED;
    pthread_mutex_unlock(&page->lock);
}

static void make_report(facs_view_page *page, facs_view_item *item)
{
    facs_error error = {.status = FACS_OK};
    char *made = NULL, *path = facs_view_list_path(page->list, item);
    const facs_status status =
        path ? facs_view_report(&page->env, path, page->folder, item - page->list->item, &made, &error)
             : facs_fail(&error, FACS_E_NOT_FOUND, "%s: is not there any more", item->name);
    if (status != FACS_OK)
        facs_log(&page->env, FACS_LOG_WARNING, "%s", error.message);
    facs_free(&page->env, path);
    pthread_mutex_lock(&page->lock);
    item->page = made;
    facs_free(&page->env, item->trouble);
    item->trouble = status == FACS_OK ? NULL : facs_strdup(&page->env, error.message);
    item->report = status == FACS_OK ? FACS_VIEW_MADE : FACS_VIEW_FAILED;
    pthread_mutex_unlock(&page->lock);
}

typedef enum work { NOTHING, A_LIST, A_REPORT, A_THUMB } work;

static work next_work(facs_view_page *page, facs_view_item **item)
{
    work found = NOTHING;
    pthread_mutex_lock(&page->lock);
    if (page->listed == FACS_VIEW_ASKED)
        found = A_LIST;
    for (int64_t i = 0; i < page->list->count && found != A_LIST && found != A_REPORT; i++) {
        facs_view_item *one = &page->list->item[i];
        if (one->report == FACS_VIEW_ASKED || (found == NOTHING && one->thumb == FACS_VIEW_ASKED)) {
            found = one->report == FACS_VIEW_ASKED ? A_REPORT : A_THUMB;
            *item = one;
        }
    }
    pthread_mutex_unlock(&page->lock);
    return found;
}

void facs_view_page_work(facs_view_page *page, int64_t wait)
{
    const unsigned heard = facs_bell_heard(&page->bell);
    facs_view_item *item = NULL;
    switch (next_work(page, &item)) {
    case A_LIST:
        make_list(page);
        break;
    case A_REPORT:
        make_report(page, item);
        break;
    case A_THUMB:
        make_thumb(page, item);
        break;
    case NOTHING:
        facs_bell_wait(&page->bell, heard, facs_clock() + wait);
        return;
    }
    facs_http_wake(page->http);
}

/* ---- life ---- */

static facs_status make_folder(facs_view_page *page, facs_error *error)
{
    page->folder = facs_path_join(&page->env, facs_temporary_folder(), "facsimile-view-XXXXXX");
    if (!page->folder)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a page");
    if (mkdtemp(page->folder))
        return FACS_OK;
    const int code = errno;
    facs_free(&page->env, page->folder);
    page->folder = NULL;
    return facs_fail(error, FACS_E_OUTPUT, "%s: has no room for reports: %s", facs_temporary_folder(), strerror(code));
}

static facs_status build(facs_view_page *page, const char *place, const char *token, facs_error *error)
{
    static const char *const styles[] = {"common.css", "view.css", NULL};
    static const char *const scripts[] = {"view.js", NULL};
    facs_status status = facs_page_build(&page->env, "view.html", styles, scripts,
                                         "img-src 'self' data:; connect-src 'self'", &page->text, error);
    if (status == FACS_OK)
        status = make_folder(page, error);
    if (status != FACS_OK)
        return status;
    page->has_bell = facs_bell_init(&page->bell) == FACS_OK;
    page->has_lock = pthread_mutex_init(&page->lock, NULL) == 0;
    if (!page->has_bell || !page->has_lock)
        return facs_fail(error, FACS_E_MEMORY, "out of memory: the system makes no more locks");
    const facs_http_options server = {.place = place, .token = token, .threads = 1, .cookie = page, .handle = handle};
    return facs_http_open(&page->env, &server, &page->http, error);
}

facs_status facs_view_page_open(const facs_env *env, facs_view_list *list, const char *place, const char *token,
                                facs_view_page **page, facs_error *error)
{
    facs_view_page *made = facs_calloc(env, 1, sizeof *made);
    *page = NULL;
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a page");
    made->env = made->json.env = *env;
    made->list = list;
    const facs_status status = build(made, place, token, error);
    if (status == FACS_OK)
        *page = made;
    else
        facs_view_page_close(&made);
    return status;
}

void facs_view_page_close(facs_view_page **address)
{
    facs_view_page *page = *address;
    *address = NULL;
    if (!page)
        return;
    facs_http_close(&page->http);
    if (page->has_bell)
        facs_bell_free(&page->bell);
    if (page->has_lock)
        pthread_mutex_destroy(&page->lock);
    const facs_env env = page->env;
    for (int64_t i = 0; i < page->list->count; i++)
        if (page->list->item[i].page)
            unlink(page->list->item[i].page);
    if (page->folder)
        rmdir(page->folder);
    facs_free(&env, page->folder);
    facs_page_free(&env, &page->text);
    facs_free(&env, page->json.text);
    facs_free(&env, page);
}

const char *facs_view_page_address(const facs_view_page *page)
{
    return facs_http_address(page->http);
}
