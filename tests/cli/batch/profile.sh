"$facsimile" extract one.jpg two.jpg --profile profile.json
