#include "memory_files.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void *counted_alloc(void *cookie, size_t bytes, size_t alignment)
{
    return meter_alloc(&((memory_files *)cookie)->memory, bytes, alignment);
}

static void counted_free(void *cookie, void *memory)
{
    meter_free(&((memory_files *)cookie)->memory, memory);
}

static void keep_message(void *cookie, facs_log_level level, const char *message)
{
    memory_files *files = cookie;
    files->warnings += level == FACS_LOG_WARNING;
    snprintf(files->last_message, sizeof files->last_message, "%s", message);
}

static memory_file *find(memory_files *files, const char *path)
{
    for (int i = 0; i < files->files; i++)
        if (strcmp(files->file[i].path, path) == 0)
            return &files->file[i];
    return NULL;
}

static int read_memory_file(void *cookie, const char *path, void **bytes, size_t *count)
{
    memory_files *files = cookie;
    memory_file *file = find(files, path);
    if (!file)
        return ENOENT;
    *bytes = counted_alloc(cookie, file->content.size, 64);
    if (!*bytes)
        return ENOMEM;
    if (file->content.size)
        memcpy(*bytes, file->content.bytes, file->content.size);
    *count = file->content.size;
    return 0;
}

facs_env memory_env(memory_files *files)
{
    facs_env env = meter_env(&files->memory, -1);
    env.cookie = files;
    env.alloc = counted_alloc;
    env.free = counted_free;
    env.log = keep_message;
    env.read_file = read_memory_file;
    return env;
}

content *memory_file_new(memory_files *files, const char *path)
{
    memory_file *file = find(files, path);
    if (!file) {
        assert_true(files->files < MEMORY_FILES_MAX);
        file = &files->file[files->files++];
        snprintf(file->path, sizeof file->path, "%s", path);
    }
    file->content.size = 0;
    return &file->content;
}

content *memory_file_get(memory_files *files, const char *path)
{
    memory_file *file = find(files, path);
    if (!file)
        fail_msg("no file %s", path);
    return &file->content;
}

int memory_files_free(memory_files *files)
{
    long alive = files->memory.alive;
    for (int i = 0; i < files->files; i++)
        free(files->file[i].content.bytes);
    memset(files, 0, sizeof *files);
    return alive == 0 ? 0 : -1;
}

void put_bytes(content *to, const void *bytes, size_t count)
{
    if (count == 0)
        return;
    if (to->size + count > to->room) {
        to->room = 2 * (to->size + count) + 256;
        to->bytes = realloc(to->bytes, to->room);
        assert_non_null(to->bytes);
    }
    memcpy(to->bytes + to->size, bytes, count);
    to->size += count;
}

void put_text(content *to, const char *format, ...)
{
    char text[4096];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    assert_in_range(length, 0, sizeof text - 1);
    put_bytes(to, text, (size_t)length);
}

static void put_little_endian(content *to, uint64_t bits, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        uint8_t byte = (uint8_t)(bits >> (8 * i));
        put_bytes(to, &byte, 1);
    }
}

void put_i32(content *to, int32_t value)
{
    put_little_endian(to, (uint32_t)value, 4);
}

void put_f32(content *to, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_little_endian(to, bits, 4);
}

void put_f64(content *to, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_little_endian(to, bits, 8);
}

void put_head(content *to, int rows, int cols, int type)
{
    put_i32(to, rows);
    put_i32(to, cols);
    put_i32(to, type);
}

void put_f32_matrix(content *to, int rows, int cols)
{
    put_head(to, rows, cols, 5);
    for (int i = 0; i < rows * cols; i++)
        put_f32(to, 1 + 0.25f * (float)(i % 7));
}

void put_f64_matrix(content *to, int rows, int cols)
{
    put_head(to, rows, cols, 6);
    for (int i = 0; i < rows * cols; i++)
        put_f64(to, 1 + 0.25 * (i % 7));
}

void put_i32_matrix(content *to, int rows, int cols, const int32_t *elements)
{
    put_head(to, rows, cols, 4);
    for (int i = 0; i < rows * cols; i++)
        put_i32(to, elements[i]);
}
