# . "$support/openface3-models.sh": networks for --pipeline openface3 in the folder networks: those of the test data, of which STAR
# and the multi-task network have random weights.  Ends the case where ONNX Runtime is not installed.
mkdir networks
ln -s "$data/models/onnx/retinaface_mobilenet025.onnx" networks/
ln -s "$data/models/onnx/star_random.onnx" networks/star_landmark_98_coreml.onnx
ln -s "$data/models/onnx/mtl_random.onnx" networks/mtl_efficientnet_b0_coreml.onnx
export FACSIMILE_ONNX_MODELS="$PWD/networks"
