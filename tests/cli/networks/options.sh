# wrong names and numbers, and options that would do nothing, are wrong usage
wrong() { # words of the message, arguments
    words=$1
    shift
    status=0
    "$facsimile" "$@" 2>err || status=$?
    [ $status = 2 ] && grep -q -e "$words" err || { cat err; exit 1; }
}
for command in extract bench; do
    wrong "--provider: there is no 'gpu'; there are auto, cpu, cuda" $command x.mp4 --pipeline pyfaceau --provider gpu
    wrong "--network-threads: 1 to 255 are possible" $command x.mp4 --pipeline pyfaceau --network-threads 0
    wrong "--network-threads: 1 to 255 are possible" $command x.mp4 --pipeline pyfaceau --network-threads 256
    wrong "--network-threads: 'two' is no whole number" $command x.mp4 --pipeline pyfaceau --network-threads two
    for option in '--provider cpu' '--network-threads 2' --profile-nodes; do
        name=${option%% *}
        wrong "^facsimile: $name: is about networks that ONNX Runtime runs, of which the pipeline open has none; .*pyfaceau" \
            $command x.mp4 --pipeline open $option
        wrong "of which the pipeline auto has none" $command x.mp4 $option
        FACSIMILE_PIPELINE=openface wrong "of which the pipeline openface has none" $command x.mp4 $option
    done
    # a name that nobody has: the library says which there are
    wrong "unknown pipeline; there are auto" $command "$source/examples/clip/heads.mp4" --pipeline pyfacau --provider cpu
done
wrong "of which the pipeline openface has none" extract x.mp4 --static-au --provider cpu
wrong "--profile-nodes: possible with one input only" extract a.mp4 b.mp4 --pipeline pyfaceau --profile-nodes
# accelerators do stages of openface, when they are named
for name in openvino xnnpack auto; do
    FACSIMILE_PIPELINE=openface wrong "of which the pipeline openface has none" extract x.mp4 --provider $name
done
wrong "of which the pipeline open has none; .*; and for openface, whose stages an accelerator can do" extract x.mp4 \
    --pipeline open --provider cuda
for name in cuda tensorrt coreml; do
    status=0
    "$facsimile" extract x.mp4 --pipeline openface --provider $name 2>err || status=$?
    [ $status = 5 ]
done
# names that are right get as far as the input
for name in auto cpu cuda tensorrt coreml openvino xnnpack; do
    status=0
    FACSIMILE_PIPELINE=pyfaceau "$facsimile" extract x.mp4 --provider $name --network-threads 255 2>err || status=$?
    [ $status = 5 ]
done
