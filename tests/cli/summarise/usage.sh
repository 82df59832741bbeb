# what is missing or impossible
for words in "" "x.csv --event-rows 0" "x.csv --nothing"; do
    status=0
    "$facsimile" summarise $words 2>said || status=$?
    [ $status = 2 ]
done
"$facsimile" help summarise | grep -q '^usage: facsimile summarise DIR|MANIFEST|CSV'
