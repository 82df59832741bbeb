#include "synthetic.h"

#include <stdio.h>

static void put_text_matrix(content *to, int rows, int cols, int type, double first, double step)
{
    put_text(to, "%d\n%d\n%d\n", rows, cols, type);
    for (int i = 0; i < rows * cols; i++)
        put_text(to, "%g%s", first + step * (i % 9), i % cols == cols - 1 ? " \n" : " ");
}

void write_pdm(content *to, int n, int m)
{
    put_text(to, "# mean\n");
    put_text_matrix(to, 3 * n, 1, 6, -1.5, 0.25);
    put_text(to, "# modes\n");
    put_text_matrix(to, 3 * n, m, 6, 0, 0.125);
    put_text(to, "# variances\n");
    put_text_matrix(to, 1, m, 6, 2, 0.5);
}

void write_triangles(content *to)
{
    put_text(to, "2\n3\n4\n0 1 2 \n2 1 0 \n");
}

static void put_visible(content *to, int n)
{
    put_head(to, n, 1, 4);
    for (int i = 0; i < n; i++)
        put_i32(to, i != 1);
}

void write_ccnf(content *to, int n)
{
    put_f64(to, 0.5);
    put_i32(to, 1);
    put_head(to, 3, 1, 6);
    for (int i = 0; i < 3; i++)
        put_f64(to, 90.0 * i);
    put_visible(to, n);
    put_i32(to, 2); /* window sizes */
    put_i32(to, 3);
    put_i32(to, 1);
    put_f32_matrix(to, 9, 9);
    put_i32(to, 5);
    put_i32(to, 0);
    for (int i = 0; i < n; i++) {
        put_i32(to, 5);
        put_i32(to, 11);
        put_i32(to, 11);
        put_i32(to, i == 0 ? 2 : 0);
        if (i) {
            put_i32(to, 0);
            continue;
        }
        for (int neuron = 0; neuron < 2; neuron++) {
            put_i32(to, 2);
            put_i32(to, 0);
            put_f64(to, 1.5 + neuron);
            put_f64(to, -0.25);
            put_f64(to, 3 + neuron);
            put_f32_matrix(to, 11, 11);
        }
        put_f64(to, 0.75); /* beta */
        put_f64(to, 0.5);  /* confidence */
    }
}

void write_svr(content *to, int n)
{
    put_text(to, "# scale\n0.250000\n# views\n1\n# centres\n3\n1\n6\n0 \n-20.0 \n0 \n# visible\n%d\n1\n4\n", n);
    for (int i = 0; i < n; i++)
        put_text(to, "1 \n");
    put_text(to, "# experts\n");
    for (int i = 0; i < n; i++) {
        put_text(to, "3 11 11 %d\n", i == 0 ? 2 : 0);
        for (int kind = 0; i == 0 && kind < 2; kind++) {
            put_text(to, "2 %d 0.5 -3.25 1e-1\n", kind);
            put_text_matrix(to, 11, 11, 5, -0.5, 0.125);
        }
    }
}

void write_cen(content *to, int n, int bias_type)
{
    put_f64(to, 0.25);
    put_i32(to, 2);
    for (int view = 0; view < 2; view++)
        put_f64_matrix(to, 3, 1);
    for (int view = 0; view < 2; view++)
        put_visible(to, n);
    put_head(to, 1, n, 4);
    for (int i = 0; i < n; i++)
        put_i32(to, n - 1 - i);
    put_head(to, 1, 2, 4);
    put_i32(to, 1);
    put_i32(to, 0);
    for (int i = 0; i < 2 * n; i++) {
        put_i32(to, 6);
        put_i32(to, 11);
        put_i32(to, 11);
        put_i32(to, i == 0 ? 2 : 0);
        if (i == 0) {
            put_i32(to, 2);
            if (bias_type == 6)
                put_f64_matrix(to, 1, 2); /* a row */
            else
                put_f32_matrix(to, 2, 1); /* a column */
            put_f32_matrix(to, 2, 122);
            put_i32(to, 0);
            put_f32_matrix(to, 1, 1);
            put_f64_matrix(to, 1, 2);
        }
        put_f64(to, 0.5);
    }
}

void write_validator(content *to, int n)
{
    static const int32_t triangles[] = {0, 1, 2, 0, 2, 1};
    static const int32_t triangle_of_pixel[] = {-1, 0, 0, -1, 0, 0, 1, 1, 0, 1, 1, 1, -1, 1, 1, -1};
    static const int32_t mask[] = {0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 0};
    put_i32(to, 3);
    put_i32(to, 1);
    put_head(to, 3, 1, 6);
    for (int i = 0; i < 3; i++)
        put_f64(to, -45.0 * i);
    put_f64_matrix(to, 1, 12);
    put_f64_matrix(to, 1, 12);
    put_i32(to, 4); /* layers: convolution 2 x 2, ReLU, pooling, fully connected */
    put_i32(to, 0);
    put_i32(to, 1);
    put_i32(to, 1);
    put_f32(to, 0.5f);
    put_f32_matrix(to, 2, 2);
    put_i32(to, 3);
    put_i32(to, 1);
    put_i32(to, 2);
    put_f32_matrix(to, 2, 1);
    put_f32_matrix(to, 4, 2);
    put_i32(to, 12);
    put_f64(to, -2.5);
    put_f64(to, -3.5);
    put_f64_matrix(to, 2 * n, 1);
    put_i32_matrix(to, 2, 3, triangles);
    put_i32_matrix(to, 4, 4, triangle_of_pixel);
    put_i32_matrix(to, 4, 4, mask);
    put_f64_matrix(to, 2, 3);
    put_f64_matrix(to, 2, 3);
}

static void put_pool(content *to, int window)
{
    put_i32(to, 1);
    for (int i = 0; i < 4; i++)
        put_i32(to, window);
}

/* finds a face nearly everywhere: the second output is the largest */
static void put_dense(content *to, int inputs, int outputs)
{
    put_i32(to, 2);
    put_head(to, outputs, 1, 5);
    for (int i = 0; i < outputs; i++)
        put_f32(to, i == 1 ? 3 : 0.0625f * (float)i);
    put_head(to, inputs, outputs, 5);
    for (int i = 0; i < inputs * outputs; i++)
        put_f32(to, 0.015625f * (float)(i % 7));
}

static void put_conv(content *to, int inputs, int outputs, int side)
{
    put_i32(to, 0);
    put_i32(to, inputs);
    put_i32(to, outputs);
    for (int i = 0; i < outputs; i++)
        put_f32(to, 0.25f);
    for (int i = 0; i < inputs * outputs; i++)
        put_f32_matrix(to, side, side);
}

/* sees 12 x 12 pixels every 2 pixels, as the detector wants it */
static void write_pnet(content *to)
{
    put_i32(to, 5);
    put_conv(to, 3, 2, 3);
    put_i32(to, 3);
    put_f32_matrix(to, 2, 1);
    put_pool(to, 2);
    put_conv(to, 2, 2, 5);
    put_dense(to, 2, 6);
}

static void write_refiner(content *to, int window)
{
    put_i32(to, 4);
    put_conv(to, 3, 3, 1);
    put_pool(to, window);
    put_dense(to, 3 * 2 * 2, 6);
    put_i32(to, 3);
    put_f32_matrix(to, 6, 1);
}

void write_predictor(content *to, int kind)
{
    put_i32(to, kind);
    if (kind == 1)
        put_f64(to, 0.55);
    put_f64_matrix(to, 1, 4702);
    put_f64_matrix(to, 4702, 1);
    put_f64(to, -0.125);
    if (kind >= 4) {
        put_f64(to, 0);
        put_f64(to, 1);
    }
}

static void write_part(memory_files *files, const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "/m/model/part/%s_main.txt", name);
    put_text(memory_file_new(files, path), "LandmarkDetector %s.txt\r\nDetectionValidator nowhere.txt\n", name);
    snprintf(path, sizeof path, "/m/model/part/%s.txt", name);
    put_text(memory_file_new(files, path), "PDM tiny pdm.txt\nPatchesCEN tiny.dat\nPatchesCCNF nowhere.txt");
}

static void write_aus(memory_files *files)
{
    static const char *const mains[] = {"main_static_svms.txt", "main_dynamic_svms.txt"};
    static const char list[] = "one.dat AU12,AU25 \r\n\ntwo.dat AU28\nthree.dat AU12\nfour.dat AU45\nold.dat AU99";
    for (int i = 0; i < 2; i++) {
        char path[128];
        snprintf(path, sizeof path, "/m/AU_predictors/%s", mains[i]);
        put_text(memory_file_new(files, path), "AUPredictor list.txt\r\nPDM pdm.txt\nTriangulation tris.txt");
    }
    put_text(memory_file_new(files, "/m/AU_predictors/list.txt"), "%s", list);
    write_pdm(memory_file_new(files, "/m/AU_predictors/pdm.txt"), 68, 34);
    write_triangles(memory_file_new(files, "/m/AU_predictors/tris.txt"));
    write_predictor(memory_file_new(files, "/m/AU_predictors/one.dat"), 0);
    write_predictor(memory_file_new(files, "/m/AU_predictors/two.dat"), 5);
    write_predictor(memory_file_new(files, "/m/AU_predictors/three.dat"), 4);
    write_predictor(memory_file_new(files, "/m/AU_predictors/four.dat"), 1);
    write_predictor(memory_file_new(files, "/m/AU_predictors/old.dat"), 2);
}

void write_installation(memory_files *files)
{
    put_text(memory_file_new(files, SYNTHETIC_MAIN),
             "LandmarkDetector detector.txt\n"
             "LandmarkDetector_part part/left_main.txt left_eye_28 36 0 37 1 \n"
             "LandmarkDetector_part part/right_main.txt right_eye_28 42 0 43 2 44\n"
             "Comment nothing\n\nDetectionValidator validator.txt");
    put_text(memory_file_new(files, "/m/model/detector.txt"),
             "PDM pdm.txt\r\nTriangulations nowhere.txt\nPatchesIntensity nowhere.txt\nPatchesCCNF ccnf.txt\n"
             "PatchesCCNF ccnf.txt\nEarlyTermination early.txt\n");
    write_pdm(memory_file_new(files, "/m/model/pdm.txt"), 68, 3);
    write_ccnf(memory_file_new(files, "/m/model/ccnf.txt"), 68);
    put_text(memory_file_new(files, "/m/model/early.txt"), "1.5 -0.25 0.125 \n");
    write_validator(memory_file_new(files, "/m/model/validator.txt"), 68);
    write_part(files, "left");
    write_part(files, "right");
    write_pdm(memory_file_new(files, "/m/model/part/tiny pdm.txt"), 3, 2);
    write_cen(memory_file_new(files, "/m/model/part/tiny.dat"), 3, 6);
    put_text(memory_file_new(files, SYNTHETIC_MTCNN), "PNet p.dat\r\nRNet r.dat\n\nKNet k.dat\nONet o.dat");
    write_pnet(memory_file_new(files, "/m/model/mtcnn_detector/p.dat"));
    write_refiner(memory_file_new(files, "/m/model/mtcnn_detector/r.dat"), 12);
    write_refiner(memory_file_new(files, "/m/model/mtcnn_detector/o.dat"), 24);
    write_aus(files);
}
