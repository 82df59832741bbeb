/* What the record beside a table of results says of it, for the list; and which video shows who it is about. */
#ifndef FACS_VIEW_VIEW_RECORD_H
#define FACS_VIEW_VIEW_RECORD_H

#include "view/view_list.h"

/** Fills what is known; nothing in the record is trusted, and what it lacks stays NULL or 0.
 *  @param folder of the list */
void facs_view_record_read(const facs_env *env, const char *folder, facs_view_item *item);
void facs_view_record_free(const facs_env *env, facs_view_item *item);

#endif
