/* Single stages: detector, landmark fit, aligned face, descriptor and static action units of a picture.
 *
 *     cc stages.c $(pkg-config --cflags --libs facsimile) -o stages
 *     ffmpeg -v error -i face.jpg -pix_fmt rgb24 face.ppm && ./stages face.ppm
 */
#include <facsimile/facsimile.h>
#include <stdio.h>
#include <stdlib.h>

/* a binary PPM file; free(picture->data) */
static int read_picture(const char *path, facs_picture *picture)
{
    int width = 0, height = 0, most = 0;
    unsigned char *pixels = NULL;
    FILE *file = fopen(path, "rb");
    if (file && fscanf(file, "P6 %d %d %d%*c", &width, &height, &most) == 3 && most == 255 && width > 0 &&
        width < 32768 && height > 0 && height < 32768)
        pixels = malloc((size_t)width * (size_t)height * 3);
    bool whole = pixels && fread(pixels, (size_t)width * 3, (size_t)height, file) == (size_t)height;
    if (file)
        fclose(file);
    *picture = (facs_picture){pixels, width, height, 3 * (ptrdiff_t)width, FACS_PIXEL_RGB24};
    return whole;
}

static facs_status describe(const facs_models *models, const facs_picture *picture, const facs_face *face,
                            facs_error *error)
{
    static unsigned char aligned[FACS_ALIGNED_SIDE * FACS_ALIGNED_SIDE * 3];
    static float descriptor[FACS_FHOG_SIZE];
    float global[6], local[34];
    double au_r[FACS_AU_R], au_c[FACS_AU_C];
    facs_status status = facs_calc_params(models, face->landmarks, global, local, error);
    if (status == FACS_OK)
        status = facs_align_face(models, picture, face->landmarks, global, aligned, error);
    if (status == FACS_OK)
        status = facs_fhog(NULL, aligned, descriptor, error);
    if (status == FACS_OK)
        status = facs_predict_aus(models, descriptor, local, au_r, au_c, error);
    for (int i = 0; status == FACS_OK && i < FACS_AU_R; i++)
        printf("  %s %.2f\n", facs_au_intensity_name(i), au_r[i]);
    return status;
}

static facs_status look_at(const facs_models *models, const facs_picture *picture, facs_error *error)
{
    enum { ROOM = 16 };
    facs_box boxes[ROOM];
    int count = 0;
    facs_status status = facs_detect_faces(models, picture, boxes, ROOM, &count, error);
    if (status == FACS_OK)
        printf("%d faces\n", count);
    for (int i = 0; status == FACS_OK && i < count && i < ROOM; i++) {
        facs_result *result = NULL;
        status = facs_fit_landmarks(models, picture, &boxes[i], false, NULL, &result, error);
        if (status != FACS_OK)
            break;
        const facs_face *face = facs_result_face(result, 0);
        printf("face at %.0f, %.0f, confidence %.2f\n", (double)boxes[i].x, (double)boxes[i].y,
               (double)face->confidence);
        status = describe(models, picture, face, error);
        facs_result_destroy(&result);
    }
    return status;
}

int main(int argc, char **argv)
{
    facs_picture picture = {0};
    if (argc != 2 || !read_picture(argv[1], &picture)) {
        fprintf(stderr, "usage: stages PICTURE.ppm\n");
        free((void *)picture.data);
        return 2;
    }
    facs_models *models = NULL;
    facs_error error;
    facs_status status = facs_models_open(NULL, &models, &error);
    if (status == FACS_OK)
        status = look_at(models, &picture, &error);
    if (status != FACS_OK)
        fprintf(stderr, "%s\n", error.message);
    facs_models_close(&models);
    free((void *)picture.data);
    return status == FACS_OK ? 0 : 1;
}
