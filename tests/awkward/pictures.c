/* awkward-pictures DIR: writes the still pictures (and broken files) of the gallery, each of which has been trouble for
 * some program.  test_awkward.c says what is expected of every one. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <jpeglib.h>
#include <png.h>

#include "pattern.h"

static const char *folder;

static FILE *create(const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (!file) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(1);
    }
    return file;
}

static void finish(FILE *file)
{
    if (fclose(file) != 0) {
        perror("close");
        exit(1);
    }
}

static void write_bytes(const char *name, const void *bytes, size_t count)
{
    FILE *file = create(name);
    if (fwrite(bytes, 1, count, file) != count)
        exit(1);
    finish(file);
}

/* first `percent` of a file under another name */
static void cut(const char *from, const char *to, long percent)
{
    static char bytes[1 << 20];
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, from);
    FILE *file = fopen(path, "rb");
    if (!file)
        exit(1);
    size_t count = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    write_bytes(to, bytes, count * (size_t)percent / 100);
}

/* ---- PNG ---- */

typedef struct png_kind {
    const char *name;
    int width, height, color, depth;
    int interlace;
    int transparency; /* tRNS chunk */
    int orientation;  /* eXIf chunk when not 0 */
} png_kind;

static uint8_t sample(int color, int x, int y, int channel)
{
    if (color == PNG_COLOR_TYPE_GRAY_ALPHA && channel == 1)
        return pattern(x, y, 3);
    return pattern(x, y, channel);
}

static void fill_row(const png_kind *kind, int channels, int y, uint8_t *row)
{
    memset(row, 0, (size_t)kind->width * 8 + 8);
    for (int x = 0; x < kind->width; x++) {
        for (int c = 0; c < channels; c++) {
            uint8_t value =
                kind->color == PNG_COLOR_TYPE_PALETTE ? (uint8_t)pattern_index(x, y) : sample(kind->color, x, y, c);
            if (kind->depth == 16) {
                row[2 * (x * channels + c)] = value;
                row[2 * (x * channels + c) + 1] = pattern_low(x, y);
            } else if (kind->depth == 8) {
                row[x * channels + c] = value;
            } else { /* 1 bit: upper bit of the pattern */
                row[x / 8] = (uint8_t)(row[x / 8] | (value >> 7) << (7 - x % 8));
            }
        }
    }
}

static void write_exif(png_structp png, png_infop info, int orientation)
{
    uint8_t exif[26] = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (uint8_t)orientation};
    png_set_eXIf_1(png, info, sizeof exif, exif);
}

static void write_transparency(png_structp png, png_infop info, int color)
{
    png_byte alpha[16];
    for (int i = 0; i < 16; i++)
        alpha[i] = (png_byte)(i * 17);
    png_color_16 clear = {.red = pattern(3, 3, 0), .green = pattern(3, 3, 1), .blue = pattern(3, 3, 2)};
    if (color == PNG_COLOR_TYPE_PALETTE)
        png_set_tRNS(png, info, alpha, 16, NULL);
    else
        png_set_tRNS(png, info, NULL, 0, &clear);
}

static void write_png(const png_kind *kind)
{
    FILE *file = create(kind->name);
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    if (setjmp(png_jmpbuf(png)))
        exit(1);
    png_init_io(png, file);
    png_set_IHDR(png, info, (png_uint_32)kind->width, (png_uint_32)kind->height, kind->depth, kind->color,
                 kind->interlace, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (kind->color == PNG_COLOR_TYPE_PALETTE) {
        png_color palette[16];
        for (int i = 0; i < 16; i++)
            palette[i] = (png_color){pattern_palette(i, 0), pattern_palette(i, 1), pattern_palette(i, 2)};
        png_set_PLTE(png, info, palette, 16);
    }
    if (kind->transparency)
        write_transparency(png, info, kind->color);
    if (kind->orientation)
        write_exif(png, info, kind->orientation);
    png_write_info(png, info);
    int channels = png_get_channels(png, info), passes = png_set_interlace_handling(png);
    uint8_t *row = malloc((size_t)kind->width * 8 + 8);
    for (int pass = 0; pass < passes; pass++) {
        for (int y = 0; y < kind->height; y++) {
            fill_row(kind, channels, y, row);
            png_write_row(png, row);
        }
    }
    free(row);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    finish(file);
}

static void write_pngs(void)
{
    enum { W = PATTERN_WIDTH, H = PATTERN_HEIGHT };
    static const png_kind kinds[] = {
        {"rgb.png", W, H, PNG_COLOR_TYPE_RGB, 8, 0, 0, 0},
        {"rgb16.png", W, H, PNG_COLOR_TYPE_RGB, 16, 0, 0, 0},
        {"rgba.png", W, H, PNG_COLOR_TYPE_RGB_ALPHA, 8, 0, 0, 0},
        {"rgba16.png", W, H, PNG_COLOR_TYPE_RGB_ALPHA, 16, 0, 0, 0},
        {"rgb_clear.png", W, H, PNG_COLOR_TYPE_RGB, 8, 0, 1, 0},
        {"interlaced.png", W, H, PNG_COLOR_TYPE_RGB, 8, 1, 0, 0},
        {"grey.png", W, H, PNG_COLOR_TYPE_GRAY, 8, 0, 0, 0},
        {"grey1.png", W, H, PNG_COLOR_TYPE_GRAY, 1, 0, 0, 0},
        {"grey16.png", W, H, PNG_COLOR_TYPE_GRAY, 16, 0, 0, 0},
        {"grey_alpha.png", W, H, PNG_COLOR_TYPE_GRAY_ALPHA, 8, 0, 0, 0},
        {"palette.png", W, H, PNG_COLOR_TYPE_PALETTE, 8, 0, 0, 0},
        {"palette_clear.png", W, H, PNG_COLOR_TYPE_PALETTE, 8, 1, 1, 0},
        {"turned.png", W, H, PNG_COLOR_TYPE_RGB, 8, 0, 0, 6},
        {"one_pixel.png", 1, 1, PNG_COLOR_TYPE_RGB, 8, 0, 0, 0},
        {"small.png", 40, 40, PNG_COLOR_TYPE_RGB, 8, 0, 0, 0},
        {"wide.png", 12000, 40, PNG_COLOR_TYPE_RGB, 8, 0, 0, 0},
        {"too_wide.png", 32768, 1, PNG_COLOR_TYPE_GRAY, 8, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        write_png(&kinds[i]);
    cut("rgb.png", "cut.png", 60);
    /* header of 30000 x 30000 pixels, then nothing */
    static const uint8_t bomb[] = {0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D,
                                   0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x75, 0x30, 0x00, 0x00, 0x75, 0x30,
                                   0x08, 0x02, 0x00, 0x00, 0x00, 0xE9, 0x45, 0x6F, 0xED, 0x00, 0x00, 0x00,
                                   0x00, 0x49, 0x44, 0x41, 0x54, 0x35, 0xAF, 0x06, 0x1E};
    write_bytes("bomb.png", bomb, sizeof bomb);
}

/* ---- JPEG ---- */

typedef struct jpeg_kind {
    const char *name;
    int width, height;
    J_COLOR_SPACE in, stored;
    int adobe;       /* marker; its absence matters for CMYK only */
    int orientation; /* EXIF when not 0 */
    int progressive;
} jpeg_kind;

static void fill_jpeg_row(const jpeg_kind *kind, int components, int y, uint8_t *row)
{
    for (int x = 0; x < kind->width; x++) {
        for (int c = 0; c < components; c++) {
            /* smooth, so that the lossy file stays close; the four quarters of the picture can be told apart */
            int value = c == 0 ? 40 + 170 * x / kind->width : c == 1 ? 40 + 170 * y / kind->height : c == 2 ? 90 : 30;
            if (kind->in == JCS_CMYK && kind->adobe)
                value = 255 - value;
            row[x * components + c] = (uint8_t)value;
        }
    }
}

static void write_jpeg(const jpeg_kind *kind)
{
    FILE *file = create(kind->name);
    struct jpeg_error_mgr errors;
    struct jpeg_compress_struct jpeg = {.err = jpeg_std_error(&errors)};
    jpeg_create_compress(&jpeg);
    jpeg_stdio_dest(&jpeg, file);
    jpeg.image_width = (JDIMENSION)kind->width;
    jpeg.image_height = (JDIMENSION)kind->height;
    jpeg.in_color_space = kind->in;
    jpeg.input_components = kind->in == JCS_GRAYSCALE ? 1 : kind->in == JCS_CMYK ? 4 : 3;
    jpeg_set_defaults(&jpeg);
    jpeg_set_colorspace(&jpeg, kind->stored);
    jpeg_set_quality(&jpeg, 98, TRUE);
    if (kind->in == JCS_CMYK)
        jpeg.write_Adobe_marker = kind->adobe ? TRUE : FALSE;
    if (kind->progressive)
        jpeg_simple_progression(&jpeg);
    jpeg_start_compress(&jpeg, TRUE);
    if (kind->orientation) {
        uint8_t exif[32] = {'E', 'x',  'i',  'f', 0,
                            0,   'I',  'I',  42,  0,
                            8,   0,    0,    0,   1,
                            0,   0x12, 0x01, 3,   0,
                            1,   0,    0,    0,   (uint8_t)kind->orientation};
        jpeg_write_marker(&jpeg, JPEG_APP0 + 1, exif, sizeof exif);
    }
    uint8_t *row = malloc((size_t)kind->width * 4);
    while (jpeg.next_scanline < jpeg.image_height) {
        fill_jpeg_row(kind, jpeg.input_components, (int)jpeg.next_scanline, row);
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    free(row);
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    finish(file);
}

static void write_jpegs(void)
{
    enum { W = 64, H = 48 };
    static const jpeg_kind kinds[] = {
        {"grey.jpg", W, H, JCS_GRAYSCALE, JCS_GRAYSCALE, 0, 0, 0},
        {"cmyk.jpg", W, H, JCS_CMYK, JCS_CMYK, 1, 0, 0},
        {"ycck.jpg", W, H, JCS_CMYK, JCS_YCCK, 1, 0, 0},
        {"cmyk_plain.jpg", W, H, JCS_CMYK, JCS_CMYK, 0, 0, 0},
        {"progressive.jpg", W, H, JCS_RGB, JCS_YCbCr, 0, 0, 1},
        {"rgb.jpg", W, H, JCS_RGB, JCS_RGB, 0, 0, 0},
        {"one_pixel.jpg", 1, 1, JCS_RGB, JCS_YCbCr, 0, 0, 0},
        {"upright.jpg", W, H, JCS_RGB, JCS_YCbCr, 0, 0, 0},
        {"too_wide.jpg", 40000, 8, JCS_GRAYSCALE, JCS_GRAYSCALE, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        write_jpeg(&kinds[i]);
    for (int orientation = 1; orientation <= 9; orientation++) { /* 9 does not exist: ignored */
        char name[32];
        snprintf(name, sizeof name, "exif%d.jpg", orientation);
        write_jpeg(&(jpeg_kind){name, W, H, JCS_RGB, JCS_YCbCr, 0, orientation, 0});
    }
    cut("upright.jpg", "cut.jpg", 70);
    cut("upright.jpg", "cut_header.jpg", 5);
}

/* ---- the rest ---- */

static void write_bmp(void)
{
    enum { W = PATTERN_WIDTH, H = PATTERN_HEIGHT, ROW = (3 * W + 3) / 4 * 4, HEADER = 54 };
    static uint8_t bytes[HEADER + ROW * H] = {'B', 'M'};
    uint32_t fields[] = {sizeof bytes, 0, HEADER, 40, W, H, 1 | 24u << 16};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        for (int k = 0; k < 4; k++)
            bytes[2 + 4 * i + (size_t)k] = (uint8_t)(fields[i] >> 8 * k);
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            for (int c = 0; c < 3; c++)
                bytes[HEADER + (H - 1 - y) * ROW + 3 * x + c] = pattern(x, y, 2 - c);
    write_bytes("rgb.bmp", bytes, sizeof bytes);
}

static void write_broken(void)
{
    static const char text[] = "This is not a video.\nIt only has the name of one.\n";
    static uint8_t noise[4096];
    uint32_t value = 1;
    for (size_t i = 0; i < sizeof noise; i++) {
        value = value * 1664525u + 1013904223u;
        noise[i] = (uint8_t)(value >> 24);
    }
    write_bytes("text.mp4", text, sizeof text - 1);
    write_bytes("text.txt", text, sizeof text - 1);
    write_bytes("text.jpg", text, sizeof text - 1);
    write_bytes("empty.avi", "", 0);
    write_bytes("empty.png", "", 0);
    write_bytes("one_byte.avi", "R", 1);
    write_bytes("noise.avi", noise, sizeof noise);
    memcpy(noise, "\xFF\xD8\xFF\xE0", 4);
    write_bytes("noise.jpg", noise, sizeof noise);
    memcpy(noise, "\x89PNG\r\n\x1A\n", 8);
    write_bytes("noise.png", noise, sizeof noise);
    memcpy(noise, "II*\0", 4);
    write_bytes("noise.tiff", noise, sizeof noise);
}

int main(int count, char **arguments)
{
    if (count != 2) {
        fprintf(stderr, "usage: awkward-pictures DIR\n");
        return 2;
    }
    folder = arguments[1];
    write_pngs();
    write_jpegs();
    write_bmp();
    write_broken();
    return 0;
}
