# say: The scan of P-03 is damaged; the archive has it.
row=$(grep '^P-03' archive/parcels.csv)
sed -i "s/^P-03.*/$row/" data/parcels.csv
# say: Now the report.
python3 tools/report.py
echo '2026-01-12 08:00 week reported' >> logs/gate.log
# done: 60 % came in time; P-03 was repaired from the archive.
