/* A file system and an allocator in memory, and writers for synthetic model files. */
#ifndef FACS_TESTS_MEMORY_FILES_H
#define FACS_TESTS_MEMORY_FILES_H

#include "support/meter.h"

enum { MEMORY_FILES_MAX = 128 };

/* Growing content of a file. */
typedef struct content {
    uint8_t *bytes;
    size_t size, room;
} content;

typedef struct memory_file {
    char path[128];
    content content;
} memory_file;

/* Cookie of the environment. */
typedef struct memory_files {
    memory_file file[MEMORY_FILES_MAX];
    int files;
    meter memory; /* the allocator */
    int warnings; /* messages of level warning */
    char last_message[1024];
} memory_files;

/* resolved */
facs_env memory_env(memory_files *files);
/* Content of the file at `path`, made empty when it is there. */
content *memory_file_new(memory_files *files, const char *path);
content *memory_file_get(memory_files *files, const char *path);
/* 0, or -1 when blocks of the allocator are still alive: the result of a tear-down */
int memory_files_free(memory_files *files);

/* appending */
void put_bytes(content *to, const void *bytes, size_t count);
void put_text(content *to, const char *format, ...) __attribute__((format(printf, 2, 3)));
void put_i32(content *to, int32_t value);
void put_f32(content *to, float value);
void put_f64(content *to, double value);
void put_head(content *to, int rows, int cols, int type);
/* matrix of rows x cols elements 1 + 0.25 (i % 7) */
void put_f32_matrix(content *to, int rows, int cols);
void put_f64_matrix(content *to, int rows, int cols);
void put_i32_matrix(content *to, int rows, int cols, const int32_t *elements);

#endif
