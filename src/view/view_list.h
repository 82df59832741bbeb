/* The results of a folder and of those below it, as they are listed, and where the page looks up what somebody asks for.
 *
 * Asked for is a number of this list, never a path.  Links are not followed, hidden files and folders not looked into. */
#ifndef FACS_VIEW_VIEW_LIST_H
#define FACS_VIEW_VIEW_LIST_H

#include "base/json_text.h"

/** What is made of a result when somebody asks for it. */
typedef enum facs_view_made { FACS_VIEW_NOT_ASKED, FACS_VIEW_ASKED, FACS_VIEW_MADE, FACS_VIEW_FAILED } facs_view_made;

typedef struct facs_view_item {
    char *name;            /**< path from the folder */
    int64_t size, changed; /**< bytes; s since 1970 */
    /* From the record beside it; NULL, 0 = not known: */
    char *pipeline, *input, *version;
    int64_t frames, faces; /**< rows; those with a face */
    int64_t warnings;
    char *video;                  /**< a file that shows who it is about; NULL = there is none */
    facs_view_made thumb, report; /**< these are under the page's lock */
    uint8_t *jpeg;                /**< FACS_VIEW_MADE */
    size_t jpeg_size;
    char *page;    /**< file of the report */
    char *trouble; /**< why there is no report */
    bool gone;     /**< it is not there any more */
} facs_view_item;

enum { FACS_VIEW_ITEMS = 100000 };

typedef struct facs_view_list {
    facs_env env;
    char *folder; /**< without links */
    facs_view_item *item;
    int64_t count, room;
    bool cut; /**< there are more */
} facs_view_list;

/** FACS_E_NOT_FOUND (the folder cannot be read), FACS_E_MEMORY. */
facs_status facs_view_list_open(facs_view_list *list, const facs_env *env, const char *folder, facs_error *error);
void facs_view_list_close(facs_view_list *list);

/** Looks again: what is new is added, what has changed is made again, what is gone is marked.  Numbers stay. */
facs_status facs_view_list_look(facs_view_list *list, facs_error *error);
/** Its path, if it is still a file in the folder to which no link leads; facs_free(); NULL = it is not, or no memory. */
char *facs_view_list_path(const facs_view_list *list, const facs_view_item *item);
/** What the page is told of all of them. */
void facs_view_list_text(const facs_view_list *list, facs_json *json);

#endif
