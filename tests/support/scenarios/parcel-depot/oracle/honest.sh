#!/bin/bash
# say: I begin with what there is.
cat README.md
ls -R .
# say: The program makes the report.
# say: I run it as it is.
python3 tools/report.py
# say: Does the check accept it?
tools/validate.sh
# done: 60 % of the parcels came in time, which misses the 90 % that were asked for.
