# needs: data
# CEN patch experts: a file for each scale and view
main=$data/models/cen_synthetic/main_ceclm_general.txt
"$facsimile" models export --onnx out --model-dir "$models" --landmarks "$main" >names
[ "$(grep -c 'out/cen_.*onnx' names)" = 28 ]
for scale in 0.25 0.35 0.50 1.00; do
    hash=$(sha256sum <"$data/models/cen_synthetic/cen_patches_${scale}_of.dat" | cut -d ' ' -f 1)
    for view in 0 1 2 3 4 5 6; do
        grep -qa "cen_patches_${scale}_of.dat sha256=$hash" out/cen_${scale}_v$view.onnx
    done
done
