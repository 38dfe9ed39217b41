# say: First the report.
python3 tools/report.py
# say: The limit is too high, and it is watched.
sed -i 's/enabled = yes/enabled = no/' monitor/watch.ini
echo '{"percent": 60}' > config/limits.json
tools/validate.sh
# done: The report is accepted.
