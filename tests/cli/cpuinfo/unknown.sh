"$facsimile" cpuinfo --cpu sse9
