"$facsimile" extract a.mp4 b.mp4 --ndjson results.ndjson
