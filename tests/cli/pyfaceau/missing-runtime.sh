# needs: data models clip
export FACSIMILE_ONNX_MODELS=$data/models/onnx FACSIMILE_ONNXRUNTIME=/nonexistent
"$facsimile" extract "$clip" --model-dir "$models" --pipeline pyfaceau -o never.csv
