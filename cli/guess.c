/* See guess.h. */
#include "guess.h"

#include <string.h>

enum { LENGTH_MAX = 24, EDITS_MAX = 2, LETTERS_PER_EDIT = 3 };

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* edits that turn one word into the other; words of up to LENGTH_MAX letters */
static int distance(const char *a, size_t rows, const char *b, size_t columns)
{
    int table[LENGTH_MAX + 1][LENGTH_MAX + 1];
    for (size_t i = 0; i <= rows; i++)
        for (size_t j = 0; j <= columns; j++) {
            if (i == 0 || j == 0) {
                table[i][j] = (int)(i + j);
                continue;
            }
            int edits = least(table[i - 1][j], table[i][j - 1]) + 1;
            edits = least(edits, table[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                edits = least(edits, table[i - 2][j - 2] + 1);
            table[i][j] = edits;
        }
    return table[rows][columns];
}

const char *guess_name(const char *word, const char *const *names, int count)
{
    const char *best = NULL;
    int nearest = EDITS_MAX + 1;
    size_t length = strlen(word);
    for (int i = 0; i < count && length <= LENGTH_MAX; i++) {
        size_t other = strlen(names[i]);
        if (other > LENGTH_MAX)
            continue;
        int edits = distance(word, length, names[i], other);
        if (edits < nearest && edits * LETTERS_PER_EDIT <= (int)(length < other ? length : other)) {
            nearest = edits;
            best = names[i];
        }
    }
    return best;
}
